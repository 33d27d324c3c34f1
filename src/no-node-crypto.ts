/** Stands for Node's crypto, which bcryptjs asks for where there is no WebCrypto. */
export default {}
