# Verifies a token as a service in Ruby does: ruby ruby-jwt.rb JWKS_URL ISSUER AUDIENCE TOKEN. Needs Debian's ruby-jwt.
require 'json'
require 'jwt'
require 'net/http'

url, issuer, audience, token = ARGV
begin
  jwks = JWT::JWK::Set.new(JSON.parse(Net::HTTP.get(URI(url)))) if defined?(JWT::JWK::Set)
  jwks ||= JSON.parse(Net::HTTP.get(URI(url)), symbolize_names: true)
  options = { algorithms: %w[ES256 RS256], jwks: jwks, iss: issuer, verify_iss: true, aud: audience, verify_aud: true }
  claims, header = JWT.decode(token, nil, true, options)
  raise JWT::DecodeError, 'not an access token' unless header['typ'] == 'at+jwt'
  puts JSON.generate(subject: claims['sub'])
rescue JWT::DecodeError => e
  puts JSON.generate(refused: "#{e.class}: #{e.message}")
end
