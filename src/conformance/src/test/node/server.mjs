// gRPC's interop services on grpc-js:
//
//   node server.mjs FOLDER_OF_PROTOS
//
// Prints 'listens on PORT', and 'cancelled METHOD' for calls of CacheableUnaryCall, which is never answered, and of
// StreamingOutputCall that are cancelled. On a line 'restart' it shuts down with a GOAWAY, lets its calls end, and
// listens on the same port again, which it says with 'listens again'.

import readline from 'node:readline';
import { setTimeout } from 'node:timers/promises';

import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [protos] = process.argv.slice(2);
const definition = loader.loadSync('grpc/testing/test.proto', { includeDirs: [protos], keepCase: true, defaults: true });
const { TestService } = grpc.loadPackageDefinition(definition).grpc.testing;

const INITIAL = 'x-grpc-test-echo-initial';
const TRAILING = 'x-grpc-test-echo-trailing-bin';
const DETAILS = 'x-details-bin';

// the usual iterator would destroy the call after the last request, before its replies are sent
const requestsOf = (call) => call.iterator({ destroyOnReturn: false });
const payload = (size) => ({ payload: { body: Buffer.alloc(size) } });

/** Says that a call is cancelled before it has ended: grpc-js takes every end of a call for a cancellation. */
function watch(call) {
  call.on('cancelled', () => call.writableEnded || console.log(`cancelled ${call.getPath()}`));
}

/** Echoes metadata; returns the trailers. */
function begin(call) {
  const initial = new grpc.Metadata();
  call.metadata.get(INITIAL).forEach((value) => initial.add(INITIAL, value));
  call.sendMetadata(initial);
  const trailers = new grpc.Metadata();
  call.metadata.get(TRAILING).forEach((value) => trailers.add(TRAILING, value));
  call.metadata.get(DETAILS).forEach((value) => trailers.add('grpc-status-details-bin', value));
  return trailers;
}

/** The error that a request asks for. */
function wantedError({ response_status: wanted }, metadata) {
  return wanted?.code ? { code: wanted.code, details: wanted.message, metadata } : null;
}

async function writeReplies(call, { response_parameters: parameters }) {
  for (const { size, interval_us: interval } of parameters) {
    if (interval) {
      await setTimeout(interval / 1000);
    }
    if (call.cancelled) {
      return;
    }
    if (!call.write(payload(size))) {
      await Promise.race(['drain', 'cancelled', 'close'].map((event) => new Promise((go) => call.once(event, go))));
    }
  }
}

const service = {
  EmptyCall(call, callback) {
    callback(null, {}, begin(call));
  },

  UnaryCall(call, callback) {
    const trailers = begin(call);
    const error = wantedError(call.request, trailers);
    callback(error, error ? null : payload(call.request.response_size), trailers);
  },

  /** Never answers. */
  CacheableUnaryCall(call) {
    watch(call);
    begin(call);
  },

  async StreamingOutputCall(call) {
    watch(call);
    const trailers = begin(call);
    await writeReplies(call, call.request);
    call.end(trailers);
  },

  async StreamingInputCall(call, callback) {
    const trailers = begin(call);
    let size = 0;
    for await (const { payload } of requestsOf(call)) {
      size += payload?.body.length ?? 0;
    }
    callback(null, { aggregated_payload_size: size }, trailers);
  },

  async FullDuplexCall(call) {
    const trailers = begin(call);
    for await (const request of requestsOf(call)) {
      const error = wantedError(request, trailers);
      if (error) {
        call.emit('error', error);
        return;
      }
      await writeReplies(call, request);
    }
    call.end(trailers);
  },

  async HalfDuplexCall(call) {
    const trailers = begin(call);
    const requests = [];
    for await (const request of requestsOf(call)) {
      requests.push(request);
    }
    for (const request of requests) {
      await writeReplies(call, request);
    }
    call.end(trailers);
  },
};

function listen(address) {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 16 << 20 });
  server.addService(TestService.service, service);
  return new Promise((resolve, reject) =>
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) {
        reject(error);
      } else {
        console.log(`listens on ${port}`);
        resolve({ server, port });
      }
    }),
  );
}

let { server, port } = await listen('127.0.0.1:0');
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line === 'restart') {
    await new Promise((stopped) => server.tryShutdown(stopped));
    ({ server } = await listen(`127.0.0.1:${port}`));
    console.log('listens again');
  }
}
