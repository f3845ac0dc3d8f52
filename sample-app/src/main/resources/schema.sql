CREATE TABLE IF NOT EXISTS product (
	sku         VARCHAR(40) PRIMARY KEY,
	name        VARCHAR(100) NOT NULL,
	category    INTEGER NOT NULL, -- A number of shop.Category.
	price_cents BIGINT NOT NULL,
	stock       INTEGER NOT NULL CHECK (stock >= 0),
	ratings     INTEGER ARRAY NOT NULL
);

CREATE TABLE IF NOT EXISTS reservation (
	order_id    VARCHAR(40) PRIMARY KEY,
	reserved_at TIMESTAMP WITH TIME ZONE NOT NULL,
	released    BOOLEAN NOT NULL
);

CREATE TABLE IF NOT EXISTS reservation_line (
	order_id VARCHAR(40) REFERENCES reservation,
	sku      VARCHAR(40) REFERENCES product,
	quantity INTEGER NOT NULL,
	PRIMARY KEY (order_id, sku)
);

CREATE TABLE IF NOT EXISTS order_event (
	order_id    VARCHAR(40),
	number      INTEGER,
	type        INTEGER NOT NULL, -- A number of shop.OrderEvent.Type.
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	detail      BYTEA NOT NULL, -- A google.protobuf.Any.
	PRIMARY KEY (order_id, number)
);
