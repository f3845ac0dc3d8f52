"""gRPC's interop cases from C-core, through Python.

    python3 interop.py FOLDER_OF_PROTOS TARGET [FILE_OF_TRUSTED_CERTIFICATES]

Prints 'ok CASE' or 'not ok CASE: WHY' for each case. Ends with 0 if all cases pass, 1 if not, and 77 if something that
it needs is not installed.
"""

import queue
import shutil
import subprocess
import sys
import tempfile

UNINSTALLED = 77

try:
    import grpc
    import google.protobuf  # noqa: F401, the stubs need it
except ImportError as missing:
    print(missing)
    sys.exit(UNINSTALLED)


def generate_stubs(protos):
    for tool in "protoc", "grpc_python_plugin":
        if not shutil.which(tool):
            print(f"there is no {tool}")
            sys.exit(UNINSTALLED)
    stubs = tempfile.mkdtemp(prefix="interop-stubs-")
    subprocess.run(
        ["protoc", f"--plugin=protoc-gen-grpc={shutil.which('grpc_python_plugin')}", f"--proto_path={protos}",
         f"--python_out={stubs}", f"--grpc_out={stubs}"]
        + [f"grpc/testing/{name}.proto" for name in ("empty", "messages", "test")],
        check=True)
    # the folder is called grpc, as the library is
    grpc.__path__.append(f"{stubs}/grpc")
    return stubs


stubs = generate_stubs(sys.argv[1])
from grpc.testing import empty_pb2, messages_pb2 as pb, test_pb2_grpc  # noqa: E402

shutil.rmtree(stubs)

LARGE_REQUEST, LARGE_REPLY = 271828, 314159
REQUEST_SIZES, REPLY_SIZES = (27182, 8, 1828, 45904), (31415, 9, 2653, 58979)
SPECIAL_MESSAGE = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
WITHIN = {"timeout": 20}

if len(sys.argv) > 3:
    with open(sys.argv[3], "rb") as trusted:
        channel = grpc.secure_channel(sys.argv[2], grpc.ssl_channel_credentials(trusted.read()))
else:
    channel = grpc.insecure_channel(sys.argv[2])
service = test_pb2_grpc.TestServiceStub(channel)


def payload(size):
    return pb.Payload(body=bytes(size))


def large_request(**fields):
    return pb.SimpleRequest(response_size=LARGE_REPLY, payload=payload(LARGE_REQUEST), **fields)


def wanted_replies(sizes, **fields):
    return pb.StreamingOutputCallRequest(
        response_parameters=[pb.ResponseParameters(size=size, **fields) for size in sizes])


def equal(actual, expected):
    assert actual == expected, f"{expected!r} was expected, not {actual!r}"


def fails(call, code, details=None):
    try:
        call()
    except grpc.RpcError as error:
        equal(error.code(), code)
        if details is not None:
            equal(error.details(), details)
        return error
    raise AssertionError("the call did not fail")


class Duplex:
    """A call of FullDuplexCall whose requests are sent one by one."""

    def __init__(self, **options):
        self.requests = queue.Queue()
        self.call = service.FullDuplexCall(iter(self.requests.get, None), **{**WITHIN, **options})

    def send(self, size, reply_size):
        request = wanted_replies([reply_size])
        request.payload.CopyFrom(payload(size))
        self.requests.put(request)

    def close(self):
        self.requests.put(None)


def empty_unary():
    equal(service.EmptyCall(empty_pb2.Empty(), **WITHIN), empty_pb2.Empty())


def large_unary(**options):
    equal(service.UnaryCall(large_request(), **WITHIN, **options).payload, payload(LARGE_REPLY))


def client_compressed_unary():
    large_unary(compression=grpc.Compression.Gzip)


def unknown_compression():
    fails(lambda: large_unary(compression=grpc.Compression.Deflate), grpc.StatusCode.UNIMPLEMENTED)


def server_compressed_unary():
    for compressed in True, False:
        reply = service.UnaryCall(large_request(response_compressed=pb.BoolValue(value=compressed)), **WITHIN)
        equal(reply.payload, payload(LARGE_REPLY))


def client_streaming(**options):
    requests = (pb.StreamingInputCallRequest(payload=payload(size)) for size in REQUEST_SIZES)
    equal(service.StreamingInputCall(requests, **WITHIN, **options).aggregated_payload_size, sum(REQUEST_SIZES))


def client_compressed_streaming():
    client_streaming(compression=grpc.Compression.Gzip)


def server_streaming(**fields):
    replies = service.StreamingOutputCall(wanted_replies(REPLY_SIZES, **fields), **WITHIN)
    equal([len(reply.payload.body) for reply in replies], list(REPLY_SIZES))


def server_compressed_streaming():
    server_streaming(compressed=pb.BoolValue(value=True))


def ping_pong():
    duplex = Duplex()
    for size, reply_size in zip(REQUEST_SIZES, REPLY_SIZES):
        duplex.send(size, reply_size)
        equal(len(next(duplex.call).payload.body), reply_size)
    duplex.close()
    equal(list(duplex.call), [])


def empty_stream():
    equal(list(service.FullDuplexCall(iter(()), **WITHIN)), [])


def custom_metadata():
    metadata = ((INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab"))
    _, unary = service.UnaryCall.with_call(large_request(), metadata=metadata, **WITHIN)
    duplex = Duplex(metadata=metadata)
    duplex.send(1, 1)
    next(duplex.call)
    duplex.close()
    equal(list(duplex.call), [])
    for call in unary, duplex.call:
        equal(dict(call.initial_metadata())[INITIAL], "test_initial_metadata_value")
        equal(dict(call.trailing_metadata())[TRAILING], b"\xab\xab\xab")


def status(code, message):
    return pb.EchoStatus(code=code, message=message)


def status_code_and_message():
    echo = status(2, "test status message")
    fails(lambda: service.UnaryCall(pb.SimpleRequest(response_status=echo), **WITHIN), grpc.StatusCode.UNKNOWN,
          "test status message")
    requests = iter([pb.StreamingOutputCallRequest(response_status=echo)])
    fails(lambda: list(service.FullDuplexCall(requests, **WITHIN)), grpc.StatusCode.UNKNOWN, "test status message")


def special_status_message():
    request = pb.SimpleRequest(response_status=status(2, SPECIAL_MESSAGE))
    fails(lambda: service.UnaryCall(request, **WITHIN), grpc.StatusCode.UNKNOWN, SPECIAL_MESSAGE)


def unimplemented_method():
    fails(lambda: service.UnimplementedCall(empty_pb2.Empty(), **WITHIN), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service():
    other = test_pb2_grpc.UnimplementedServiceStub(channel)
    fails(lambda: other.UnimplementedCall(empty_pb2.Empty(), **WITHIN), grpc.StatusCode.UNIMPLEMENTED)


def cancel_after_begin():
    requests = queue.Queue()
    call = service.StreamingInputCall.future(iter(requests.get, None), **WITHIN)
    call.cancel()
    requests.put(None)
    equal(call.code(), grpc.StatusCode.CANCELLED)


def cancel_after_first_response():
    duplex = Duplex()
    duplex.send(27182, 31415)
    equal(len(next(duplex.call).payload.body), 31415)
    duplex.call.cancel()
    fails(lambda: next(duplex.call), grpc.StatusCode.CANCELLED)
    duplex.close()


def timeout_on_sleeping_server():
    duplex = Duplex(timeout=0.001)
    duplex.requests.put(pb.StreamingOutputCallRequest(payload=payload(27182)))
    fails(lambda: next(duplex.call), grpc.StatusCode.DEADLINE_EXCEEDED)
    duplex.close()


CASES = (
    empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream, client_compressed_unary,
    unknown_compression, server_compressed_unary, client_compressed_streaming, server_compressed_streaming, custom_metadata,
    status_code_and_message, special_status_message, unimplemented_method, unimplemented_service, cancel_after_begin,
    cancel_after_first_response, timeout_on_sleeping_server)

failed = 0
for case in CASES:
    try:
        case()
        print(f"ok {case.__name__}", flush=True)
    except Exception as error:  # whatever it is, the next case may pass
        print(f"not ok {case.__name__}: {' '.join(str(error).split())}", flush=True)
        failed += 1
channel.close()
sys.exit(1 if failed else 0)
