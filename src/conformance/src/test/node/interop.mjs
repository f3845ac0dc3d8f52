// gRPC's interop cases from grpc-js:
//
//   node interop.mjs FOLDER_OF_PROTOS TARGET [FILE_OF_TRUSTED_CERTIFICATES]
//
// Prints 'ok CASE' or 'not ok CASE: WHY' for each case, and ends with 0 if all pass.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';

import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [protos, target, trusted] = process.argv.slice(2);
const definition = loader.loadSync('grpc/testing/test.proto', { includeDirs: [protos], keepCase: true });
const { TestService, UnimplementedService } = grpc.loadPackageDefinition(definition).grpc.testing;

const credentials = trusted
  ? grpc.credentials.createSsl(readFileSync(trusted))
  : grpc.credentials.createInsecure();
const service = new TestService(target, credentials);
const compressing = new TestService(target, credentials, {
  'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip,
});
const unimplemented = new UnimplementedService(target, credentials);

const LARGE_REQUEST = 271828;
const LARGE_REPLY = 314159;
const REQUEST_SIZES = [27182, 8, 1828, 45904];
const REPLY_SIZES = [31415, 9, 2653, 58979];
const SPECIAL_MESSAGE = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';
const INITIAL = 'x-grpc-test-echo-initial';
const TRAILING = 'x-grpc-test-echo-trailing-bin';

const within = (milliseconds) => ({ deadline: Date.now() + milliseconds });
const payload = (size) => ({ body: Buffer.alloc(size) });
const largeRequest = (fields) => ({ response_size: LARGE_REPLY, payload: payload(LARGE_REQUEST), ...fields });
const wantedReplies = (sizes, fields) => ({ response_parameters: sizes.map((size) => ({ size, ...fields })) });

/** Makes a call that has one request and one reply; resolves to the reply and what came with it. */
function once(client, method, request, metadata = new grpc.Metadata()) {
  return new Promise((resolve, reject) => {
    const received = {};
    const call = client[method](request, metadata, within(20_000), (error, reply) =>
      error ? reject(error) : (received.reply = reply),
    );
    call.on('metadata', (initial) => (received.initial = initial));
    call.on('status', ({ metadata: trailing }) => resolve({ ...received, trailing }));
  });
}

/** The sizes of all messages that a stream brings. */
async function sizes(stream) {
  const all = [];
  for await (const { payload } of stream) {
    all.push(payload.body.length);
  }
  return all;
}

/**
 * Makes a call of UnaryCall with bare HTTP/2, because grpc-js does not tell whether a reply was compressed.
 * Resolves to the reply's headers and to the flag before the message.
 */
function rawUnaryCall(request) {
  const session = rawSession();
  return new Promise((resolve, reject) => {
    session.on('error', reject);
    const call = session.request({
      ':method': 'POST',
      ':path': TestService.service.UnaryCall.path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-accept-encoding': 'gzip',
    });
    let headers;
    call.on('error', reject);
    call.on('response', (received) => (headers = received));
    call.once('data', (reply) => resolve({ headers, compressed: reply[0] === 1 }));
    call.end(prefixed(TestService.service.UnaryCall.requestSerialize(request)));
  }).finally(() => session.close());
}

/**
 * Makes a call of FullDuplexCall with bare HTTP/2, which asks for a deadline and does not look at its own clock.
 * Resolves to the headers that ended it and the code of the reset.
 */
function rawTimeout(timeout, halfClosed) {
  const session = rawSession();
  return new Promise((resolve, reject) => {
    session.on('error', reject);
    const call = session.request({
      ':method': 'POST',
      ':path': TestService.service.FullDuplexCall.path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-timeout': timeout,
    });
    let headers;
    call.on('error', reject);
    call.on('response', (received) => (headers = received));
    call.on('close', () => resolve({ headers, reset: call.rstCode }));
    // this side of a stream stays open until it is ended, too
    call.on('end', () => call.end());
    call.resume();
    if (halfClosed) {
      // a first message that asks for a reply after a minute
      call.end(prefixed(TestService.service.FullDuplexCall.requestSerialize({
        response_parameters: [{ size: 1, interval_us: 60_000_000 }],
      })));
    }
  }).finally(() => session.close());
}

function rawSession() {
  return target.startsWith('unix:')
    ? http2.connect('http://localhost', { createConnection: () => net.connect(target.slice('unix:'.length)) })
    : http2.connect(`${trusted ? 'https' : 'http'}://${target}`, { ca: trusted && readFileSync(trusted) });
}

function prefixed(message) {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Asserts that a call ends with an error. */
async function fails(call, code, details) {
  const error = await call.then(() => assert.fail('the call did not fail'), (failure) => failure);
  assert.equal(grpc.status[error.code], grpc.status[code], error);
  if (details !== undefined) {
    assert.equal(error.details, details);
  }
}

function streamIn(client, requests) {
  return new Promise((resolve, reject) => {
    const call = client.StreamingInputCall(within(20_000), (error, reply) => (error ? reject(error) : resolve(reply)));
    requests.forEach((size) => call.write({ payload: payload(size) }));
    call.end();
  });
}

const zeros = Buffer.alloc(LARGE_REPLY);

const cases = {
  async empty_unary() {
    assert.deepEqual((await once(service, 'EmptyCall', {})).reply, {});
  },

  async large_unary() {
    const { reply } = await once(service, 'UnaryCall', largeRequest());
    assert.ok(reply.payload.body.equals(zeros));
  },

  async client_streaming() {
    assert.equal((await streamIn(service, REQUEST_SIZES)).aggregated_payload_size, 74922);
  },

  async server_streaming() {
    const call = service.StreamingOutputCall(wantedReplies(REPLY_SIZES), within(20_000));
    assert.deepEqual(await sizes(call), REPLY_SIZES);
  },

  async ping_pong() {
    const call = service.FullDuplexCall(within(20_000));
    const replies = call[Symbol.asyncIterator]();
    for (const [i, size] of REQUEST_SIZES.entries()) {
      call.write({ ...wantedReplies([REPLY_SIZES[i]]), payload: payload(size) });
      assert.equal((await replies.next()).value.payload.body.length, REPLY_SIZES[i]);
    }
    call.end();
    assert.equal((await replies.next()).done, true);
  },

  async empty_stream() {
    const call = service.FullDuplexCall(within(20_000));
    call.end();
    assert.deepEqual(await sizes(call), []);
  },

  async client_compressed_unary() {
    const { reply } = await once(compressing, 'UnaryCall', largeRequest());
    assert.ok(reply.payload.body.equals(zeros));
  },

  async server_compressed_unary() {
    for (const value of [true, false]) {
      const { reply } = await once(service, 'UnaryCall', largeRequest({ response_compressed: { value } }));
      assert.ok(reply.payload.body.equals(zeros));
      const raw = await rawUnaryCall(largeRequest({ response_compressed: { value } }));
      assert.deepEqual([raw.headers['grpc-encoding'], raw.compressed], value ? ['gzip', true] : ['identity', false]);
    }
  },

  async client_compressed_streaming() {
    assert.equal((await streamIn(compressing, REQUEST_SIZES)).aggregated_payload_size, 74922);
  },

  async server_compressed_streaming() {
    const request = wantedReplies(REPLY_SIZES, { compressed: { value: true } });
    assert.deepEqual(await sizes(service.StreamingOutputCall(request, within(20_000))), REPLY_SIZES);
  },

  async custom_metadata() {
    const metadata = new grpc.Metadata();
    metadata.set(INITIAL, 'test_initial_metadata_value');
    metadata.set(TRAILING, Buffer.from('ababab', 'hex'));
    const unary = await once(service, 'UnaryCall', largeRequest(), metadata);
    const call = service.FullDuplexCall(metadata, within(20_000));
    const duplex = {};
    call.on('metadata', (initial) => (duplex.initial = initial));
    call.on('status', ({ metadata: trailing }) => (duplex.trailing = trailing));
    call.end(wantedReplies([1]));
    assert.deepEqual(await sizes(call), [1]);
    for (const { initial, trailing } of [unary, duplex]) {
      assert.deepEqual(initial.get(INITIAL), ['test_initial_metadata_value']);
      assert.deepEqual(trailing.get(TRAILING), [Buffer.from('ababab', 'hex')]);
    }
  },

  async status_code_and_message() {
    const response_status = { code: grpc.status.UNKNOWN, message: 'test status message' };
    await fails(once(service, 'UnaryCall', { response_status }), grpc.status.UNKNOWN, 'test status message');
    const call = service.FullDuplexCall(within(20_000));
    call.end({ response_status });
    await fails(sizes(call), grpc.status.UNKNOWN, 'test status message');
  },

  async special_status_message() {
    const response_status = { code: grpc.status.UNKNOWN, message: SPECIAL_MESSAGE };
    await fails(once(service, 'UnaryCall', { response_status }), grpc.status.UNKNOWN, SPECIAL_MESSAGE);
  },

  async unimplemented_method() {
    await fails(once(service, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED);
  },

  async unimplemented_service() {
    await fails(once(unimplemented, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED);
  },

  async cancel_after_begin() {
    const ended = new Promise((resolve, reject) => {
      const call = service.StreamingInputCall(within(20_000), (error, reply) => (error ? reject(error) : resolve(reply)));
      // not before the request has left, or grpc-js keeps the call until its deadline
      setTimeout(() => call.cancel(), 50);
    });
    await fails(ended, grpc.status.CANCELLED);
  },

  async cancel_after_first_response() {
    const call = service.FullDuplexCall(within(20_000));
    call.write({ ...wantedReplies([31415]), payload: payload(27182) });
    const cancelled = (async () => {
      for await (const { payload } of call) {
        assert.equal(payload.body.length, 31415);
        call.cancel();
      }
    })();
    await fails(cancelled, grpc.status.CANCELLED);
  },

  async timeout_on_sleeping_server() {
    const call = service.FullDuplexCall(within(1));
    call.write({ payload: payload(27182) });
    await fails(sizes(call), grpc.status.DEADLINE_EXCEEDED);
  },

  async timeout_on_the_clock_of_the_server() {
    for (const half of [false, true]) {
      const { headers, reset } = await rawTimeout('50m', half);
      assert.equal(headers['grpc-status'], String(grpc.status.DEADLINE_EXCEEDED));
      assert.match(decodeURIComponent(headers['grpc-message']), /^CallOptions deadline exceeded after \d+m?s\. \[set by the caller/);
      assert.equal(reset, http2.constants.NGHTTP2_NO_ERROR);
    }
  },
};

let failed = 0;
for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}: ${error.message.split('\n')[0]}`);
    failed++;
  }
}
[service, compressing, unimplemented].forEach((client) => client.close());
process.exitCode = failed ? 1 : 0;
