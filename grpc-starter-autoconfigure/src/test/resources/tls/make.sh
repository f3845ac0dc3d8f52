#!/usr/bin/env bash
# Makes the certificates of this directory anew. They are for tests, and their keys are no secrets.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

key() { # name, its algorithm if not EC
	local algorithm=("${@:2}")
	((${#algorithm[@]})) || algorithm=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
	openssl req "${algorithm[@]}" -noenc -subj "/CN=$1" -keyout "$1.key" -out "$work/$1.csr"
}

sign() { # name, last day, further options
	: >"$work/index"
	openssl ca -batch -notext -startdate 20200101000000Z -enddate "$2000000Z" -in "$work/$1.csr" -out "$1.pem" \
		-config <(printf '%s\n' '[ca]' 'default_ca = test' '[test]' "database = $work/index" "rand_serial = yes" "new_certs_dir = $work" \
			'default_md = sha256' 'policy = any' '[any]' 'commonName = supplied' '[root]' 'basicConstraints = critical, CA:true' \
			'[leaf]' 'subjectAltName = DNS:localhost, IP:127.0.0.1') "${@:3}"
}

for authority in authority strangers; do
	key $authority
	sign $authority 21200101 -selfsign -keyfile $authority.key -extensions root
done
for leaf in server client renewed; do
	key $leaf
	sign $leaf "$([ $leaf = renewed ] && echo 20700101 || echo 21100101)" -cert authority.pem -keyfile authority.key -extensions leaf
done
key rsa -newkey rsa:2048
key rsa-pss -newkey rsa-pss -pkeyopt rsa_keygen_bits:2048
key ed25519 -newkey ed25519
for leaf in rsa rsa-pss ed25519; do
	sign $leaf 21100101 -cert authority.pem -keyfile authority.key -extensions leaf
done
key stranger
sign stranger 21100101 -cert strangers.pem -keyfile strangers.key -extensions leaf
rm authority.key strangers.key strangers.pem
