// Calls the running shop as a client that knows nothing of Java:
//
//   node client.mjs [localhost:9090] [folder of the shop's .proto files]
//
// It prints one line for each case and stops at the first that fails.

import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? 'localhost:9090';
const shopProtos = process.argv[3] ?? path.join(here, '../../main/protobuf');

const definition = loader.loadSync(
  ['shop/inventory.proto', 'shop/orders.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto'],
  { includeDirs: [shopProtos, path.join(here, 'protos')], keepCase: true, longs: Number, enums: String, oneofs: true },
);
const { shop, grpc: infrastructure } = grpc.loadPackageDefinition(definition);

const credentials = grpc.credentials.createInsecure();
const inventory = new shop.Inventory(target, credentials);
const orders = new shop.Orders(target, credentials);
const health = new infrastructure.health.v1.Health(target, credentials);
const reflection = new infrastructure.reflection.v1.ServerReflection(target, credentials);

const within = (milliseconds) => ({ deadline: Date.now() + milliseconds });

/** Makes a call that has one reply; resolves to the reply and what came with it. */
function once(client, method, request, metadata = new grpc.Metadata(), options = within(10_000)) {
  return new Promise((resolve, reject) => {
    let headers;
    const call = client[method](request, metadata, options, (error, reply) =>
      error ? reject(error) : resolve({ reply, headers }),
    );
    call.on('metadata', (received) => (headers = received));
  });
}

/** Collects all that a stream brings. */
async function all(stream) {
  const messages = [];
  for await (const message of stream) {
    messages.push(message);
  }
  return messages;
}

/** The error with which a call ends. */
async function failure(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  assert.fail('the call did not fail');
}

const purchase = (sku, quantity) => ({ customer: 'Grace', lines: [{ sku, quantity }], payment: { cash: {} } });

const cases = {
  async 'unary call'() {
    const { reply } = await once(orders, 'Place', { ...purchase('sencha', 2), note: 'no bag' });
    assert.equal(reply.total_cents, 2 * 690);
    assert.equal(reply.note, 'no bag');
    assert.equal(reply.payment.method, 'cash');
  },

  async 'server streaming call'() {
    const products = await all(inventory.List({ categories: ['CATEGORY_PASTRY'] }, within(10_000)));
    assert.deepEqual(products.map((product) => product.sku), ['carrot-cake', 'cheesecake']);
    assert.deepEqual(products[0].ratings, [0, 0, 1, 2, 40]);
  },

  async 'client streaming call'() {
    const before = (await once(inventory, 'Get', { sku: 'filter-roast' })).reply.stock;
    const summary = await new Promise((resolve, reject) => {
      const call = inventory.Restock(within(10_000), (error, reply) => (error ? reject(error) : resolve(reply)));
      call.write({ line: { sku: 'filter-roast', quantity: 2 } });
      call.write({ line: { sku: 'filter-roast', quantity: 3 } });
      call.end();
    });
    assert.equal(summary.deliveries, 2);
    assert.equal(summary.stock['filter-roast'], before + 5);
  },

  async 'bidirectional streaming call'() {
    const call = orders.Checkout(within(10_000));
    const replies = call[Symbol.asyncIterator]();
    const say = async (request) => {
      call.write(request);
      return (await replies.next()).value;
    };
    assert.equal((await say({ scan: { sku: 'earl-grey', quantity: 1 } })).basket.total_cents, 420);
    assert.equal((await say({ scan: { sku: 'unicorn', quantity: 1 } })).refused, 'There is no product unicorn');
    assert.equal((await say({ pay: { voucher: 'NODE' } })).order.total_cents, 420);
    call.end();
    assert.equal((await replies.next()).done, true);
  },

  async 'google.protobuf.Any and Timestamp'() {
    const { reply: order } = await once(orders, 'Place', purchase('sencha', 1));
    await once(orders, 'Ship', { order_id: order.id, shipment: { carrier: 'Bike', transit_time: { seconds: 7200 } } });
    const events = await all(orders.Watch({ order_id: order.id }, within(10_000)));
    assert.deepEqual(events.map((event) => event.type), ['TYPE_PLACED', 'TYPE_SHIPPED']);
    assert.ok(Math.abs(events[1].happened_at.seconds - Date.now() / 1000) < 60);
    assert.equal(events[1].detail.type_url, 'type.googleapis.com/shop.Shipment');
    assert.ok(events[1].detail.value.includes('Bike'));
  },

  async 'error with status and message'() {
    const error = await failure(once(orders, 'Place', purchase('cheesecake', 1)));
    assert.equal(error.code, grpc.status.FAILED_PRECONDITION);
    assert.equal(error.details, 'Out of stock: 1 of cheesecake wanted, 0 left');
  },

  async 'deadline that expires'() {
    const { reply: order } = await once(orders, 'Place', purchase('sencha', 1));
    // The server's clock runs too. Now and then it is first and resets the stream, which grpc-js calls CANCELLED.
    let error;
    for (let attempt = 0; attempt < 5 && error?.code !== grpc.status.DEADLINE_EXCEEDED; attempt++) {
      error = await failure(all(orders.Watch({ order_id: order.id }, within(200))));
    }
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  },

  async 'metadata both ways'() {
    const metadata = new grpc.Metadata();
    metadata.set('x-request-id', 'node-1');
    const { headers } = await once(inventory, 'Get', { sku: 'sencha' }, metadata);
    assert.deepEqual(headers.get('x-request-id'), ['node-1']);
    const error = await failure(once(inventory, 'Get', { sku: 'unicorn' }, metadata));
    assert.deepEqual(error.metadata.get('x-request-id'), ['node-1']);
  },

  async 'reflection listing'() {
    const call = reflection.ServerReflectionInfo(within(10_000));
    call.write({ list_services: '' });
    call.end();
    const [reply] = await all(call);
    const names = reply.list_services_response.service.map((service) => service.name);
    for (const name of ['shop.Inventory', 'shop.Orders', 'grpc.health.v1.Health']) {
      assert.ok(names.includes(name), `${name} is not in ${names}`);
    }
  },

  async 'health check'() {
    for (const service of ['', 'shop.Inventory', 'shop.Orders']) {
      const { reply } = await once(health, 'Check', { service });
      assert.equal(reply.status, 'SERVING', service);
    }
  },
};

for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}`);
    console.error(error);
    process.exit(1);
  }
}
for (const client of [inventory, orders, health, reflection]) {
  client.close();
}
