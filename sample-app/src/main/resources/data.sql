-- Fills an empty shop only.
INSERT INTO product (sku, name, category, price_cents, stock, ratings)
SELECT sku, name, category, price_cents, stock, ratings
FROM (VALUES
	('earl-grey', 'Earl Grey, 100 g', 1, 420, 120, ARRAY[1, 0, 4, 21, 60]),
	('sencha', 'Sencha, 100 g', 1, 690, 80, ARRAY[0, 1, 2, 9, 33]),
	('espresso', 'Espresso beans, 1 kg', 2, 1850, 60, ARRAY[2, 3, 8, 30, 71]),
	('filter-roast', 'Filter roast, 500 g', 2, 1190, 45, ARRAY[0, 0, 3, 12, 18]),
	('carrot-cake', 'Carrot cake, whole', 3, 2400, 6, ARRAY[0, 0, 1, 2, 40]),
	('cheesecake', 'Cheesecake, whole', 3, 2600, 0, ARRAY[0, 1, 0, 5, 52])
) AS seed (sku, name, category, price_cents, stock, ratings)
WHERE NOT EXISTS (SELECT * FROM product);
