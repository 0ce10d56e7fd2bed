package io.sluice.loadtest.downstream;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The stock table, with the pieces of each SKU at hand: as nobody else writes to it, it is read once for each SKU, and
 * many orders of the same SKU cost one update. Confined to the order book's thread.
 */
final class Shelf {
    private static final int SKUS_MAX = 100_000;

    private final long stockPieces;
    private final PreparedStatement select;
    private final PreparedStatement upsert;
    private final Map<String, Long> pieces = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();

    /** @param stockPieces pieces of a SKU that the table does not have yet */
    Shelf(Connection connection, long stockPieces) throws SQLException {
        this.stockPieces = stockPieces;
        this.select = connection.prepareStatement("SELECT quantity FROM stock WHERE sku = ?");
        this.upsert = connection.prepareStatement("MERGE INTO stock (sku, quantity) KEY (sku) VALUES (?, ?)");
    }

    /** What is left of a SKU; one that was never seen is stocked. */
    long pieces(String sku) throws SQLException {
        Long known = pieces.get(sku);
        if (known != null) {
            return known;
        }
        long found = stockPieces;
        select.setString(1, sku);
        try (ResultSet row = select.executeQuery()) {
            if (row.next()) {
                found = row.getLong(1);
            } else {
                changed.add(sku);
            }
        }
        pieces.put(sku, found);
        return found;
    }

    /** Takes pieces that {@link #pieces} has just said are there. */
    void take(String sku, long quantity) {
        pieces.merge(sku, -quantity, Long::sum);
        changed.add(sku);
    }

    /** Brings the table up to date, within the transaction that is open. */
    void write() throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        for (String sku : changed) {
            upsert.setString(1, sku);
            upsert.setLong(2, pieces.getOrDefault(sku, stockPieces));
            upsert.addBatch();
        }
        upsert.executeBatch();
        changed.clear();
    }

    /** Keeps memory within bounds; only between transactions, when the table has everything. */
    void trim() {
        if (pieces.size() > SKUS_MAX) {
            pieces.clear();
        }
    }

    /** Forgets what was never committed. */
    void forget() {
        pieces.clear();
        changed.clear();
    }
}
