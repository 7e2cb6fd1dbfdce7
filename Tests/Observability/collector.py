"""A collector that answers as it is told and keeps what it is sent."""

import base64
import http.server
import json
import threading

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2


class Collector:
    """Listens on a free port of loopback; `answers` are the statuses of the first requests, 200 those of all others."""

    def __init__(self, answers=()):
        self.answers = list(answers)
        self.requests = []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = collector.answers.pop(0) if collector.answers else 200
                collector.requests.append((self.path, dict(self.headers.items()), body, status))
                self.send_response(status)
                if status != 200:
                    self.send_header("Retry-After", "0")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def messages(self):
        """What was taken, decoded by opentelemetry-proto: an unknown field or a wrong type is an error."""
        for path, headers, body, status in self.requests:
            assert path == "/v1/traces", path
            if status != 200:
                continue
            message = trace_service_pb2.ExportTraceServiceRequest()
            kind = headers["Content-Type"]
            if kind == "application/x-protobuf":
                message.ParseFromString(body)
                # What is not in the definition would come back longer; what is in another order, or written twice, would not.
                assert len(message.SerializeToString()) <= len(body) and not unknown(message)
            else:
                assert kind == "application/json", kind
                json_format.ParseDict(with_base64_ids(json.loads(body)), message)
            yield message

    def spans(self):
        """All spans with the attributes of their process."""
        for message in self.messages():
            for resource in message.resource_spans:
                shared = attributes(resource.resource.attributes)
                for scope in resource.scope_spans:
                    assert scope.scope.name == "trinity" and scope.scope.version
                    for span in scope.spans:
                        yield span, shared


def unknown(message):
    from google.protobuf import unknown_fields

    if len(unknown_fields.UnknownFieldSet(message)):
        return True
    for descriptor, value in message.ListFields():
        if descriptor.message_type:
            if any(unknown(item) for item in (value if descriptor.is_repeated else [value])):
                return True
    return False


def with_base64_ids(value):
    """OTLP's JSON has ids in hexadecimal, where protobuf's own has base64."""
    if isinstance(value, list):
        return [with_base64_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: base64.b64encode(bytes.fromhex(item)).decode()
        if key in ("traceId", "spanId", "parentSpanId")
        else with_base64_ids(item)
        for key, item in value.items()
    }


def attributes(pairs):
    """Attributes by name, as Python values."""
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}
