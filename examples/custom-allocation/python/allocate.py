#!/usr/bin/env python3
"""An allocation function for Berth that decides by an asset file.

Berth asks it with a POST whenever a device of an enrollment with custom allocation registers. The
function finds the device's asset, by the serial number of its certificate or by its registration
ID, and answers with the hub of the asset's location and the twin the device starts with.

Python 3.8 or newer, standard library only. Run it with --help.
"""

import argparse
import base64
import hmac
import json
import os
import re
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

BODY_BYTES_MAX = 1024 * 1024
SEQUENCE = 0x30
INTEGER = 0x02
VERSION = 0xA0


def certificate_serial(der):
    """The serial number of a DER certificate as lower-case hexadecimal.

    Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version OPTIONAL, serialNumber
    INTEGER, ... (RFC 5280, section 4.1): three headers to step over, then the number.
    """
    tag, start, _ = der_header(der, 0)
    expect(tag, SEQUENCE)
    tag, start, _ = der_header(der, start)
    expect(tag, SEQUENCE)
    tag, inner, end = der_header(der, start)
    if tag == VERSION:
        tag, inner, end = der_header(der, end)
    expect(tag, INTEGER)
    return normal(der[inner:end].hex())


def der_header(der, at):
    """Reads tag and length at `at`: (tag, start of content, end of content)."""
    tag, length, start = der[at], der[at + 1], at + 2
    if length >= 0x80:
        octets = length & 0x7F
        if not 1 <= octets <= 4:
            raise ValueError("impossible length")
        length = int.from_bytes(der[start : start + octets], "big")
        start += octets
    if start + length > len(der):
        raise ValueError("the certificate ends too early")
    return tag, start, start + length


def expect(tag, wanted):
    if tag != wanted:
        raise ValueError("not a certificate")


def normal(serial):
    """Serial numbers are written with colons, capitals and leading zeros, or without."""
    return serial.replace(":", "").lower().lstrip("0") or "0"


class Assets:
    """The asset file. Read again for every question, so that an edit counts at once."""

    def __init__(self, file):
        self.file = file
        self.load()  # tells of a broken file at once

    def load(self):
        with open(self.file, encoding="utf-8") as text:
            return json.load(text)

    def decide(self, question):
        """The answer to one question: (HTTP status, JSON)."""
        context = question["deviceRuntimeContext"]
        content = self.load()
        asset = self.find(content["assets"], context)
        if asset is None:
            # Any status but success fails the registration; the device reads the status.
            return 404, {"error": "no asset for " + context["registrationId"]}
        hub = content["hubs"].get(asset["location"])
        if hub not in question["linkedHubs"]:
            return 409, {"error": "no linked hub for location " + asset["location"]}
        return 200, {
            "iotHubHostName": hub,
            "initialTwin": {
                "tags": {
                    "assetTag": asset["assetTag"],
                    "location": asset["location"],
                    "role": asset["role"],
                },
                "properties": {"desired": {"telemetrySeconds": asset["telemetrySeconds"]}},
            },
            "payload": {"assetTag": asset["assetTag"]},
        }

    @staticmethod
    def find(assets, context):
        certificate = (context.get("x509") or {}).get("clientCertificate")
        if certificate:
            serial = certificate_serial(base64.b64decode(certificate, validate=True))
            for asset in assets:
                if "serialNumber" in asset and normal(asset["serialNumber"]) == serial:
                    return asset
        name = context["registrationId"].lower()
        for asset in assets:
            if asset.get("registrationId", "").lower() == name:
                return asset
        return None


class Function(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    assets = None
    code = None

    def do_POST(self):
        url = urlsplit(self.path)
        given = parse_qs(url.query).get("code", [""])[0]
        if self.code and not hmac.compare_digest(given.encode(), self.code.encode()):
            self.answer(401, {"error": "wrong code"})
            return
        try:
            length = int(self.headers.get("Content-Length", ""))
            if not 0 <= length <= BODY_BYTES_MAX:
                raise ValueError("impossible length")
            question = json.loads(self.rfile.read(length))
            status, body = self.assets.decide(question)
        except (ValueError, LookupError, TypeError, AttributeError) as problem:
            self.close_connection = True
            status, body = 400, {"error": "%s: %s" % (type(problem).__name__, problem)}
        except OSError as problem:
            status, body = 500, {"error": str(problem)}
        self.answer(status, body)

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, form, *values):
        """One line a call, without the query: the code is in it."""
        headers = getattr(self, "headers", None) or {}
        line = re.sub(r"\?\S*", "?****", form % values)
        sys.stderr.write("%s %s\n" % (headers.get("x-ms-client-request-id", "-"), line))


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--assets", required=True, help="JSON file with hubs and assets")
    options.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options.add_argument("--port", type=int, default=8443, help="0 takes any free one")
    options.add_argument("--cert", help="PEM file: certificate and chain; without it, plain HTTP")
    options.add_argument("--key", help="PEM file: the certificate's private key")
    chosen = options.parse_args()

    Function.assets = Assets(chosen.assets)
    Function.code = os.environ.get("ALLOCATE_CODE")
    server = ThreadingHTTPServer((chosen.host, chosen.port), Function)
    server.daemon_threads = True
    scheme = "http"
    if chosen.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(chosen.cert, chosen.key)
        # The handshake belongs to the connection's thread, not to the one that accepts.
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        scheme = "https"
    print("listening on %s://%s:%d/" % (scheme, chosen.host, server.server_port), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
