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
    private final boolean durable;
    private final PreparedStatement select;
    private final PreparedStatement upsert;
    private final Map<String, Long> pieces = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Map<String, Long> before = new HashMap<>();

    /**
     * @param stockPieces pieces of a SKU that the table does not have yet
     * @param durable whether the table outlives the process; if not, it is brought up to date only when memory is full, as
     *     nobody but the shelf reads it
     */
    Shelf(Connection connection, long stockPieces, boolean durable) throws SQLException {
        this.stockPieces = stockPieces;
        this.durable = durable;
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
        before.putIfAbsent(sku, pieces.getOrDefault(sku, stockPieces));
        pieces.merge(sku, -quantity, Long::sum);
        changed.add(sku);
    }

    /** Brings the table up to date, within the transaction that is open. */
    void write() throws SQLException {
        if (changed.isEmpty() || (!durable && pieces.size() <= SKUS_MAX)) {
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

    /** What was taken stays taken; keeps memory within bounds. */
    void committed() {
        before.clear();
        if (pieces.size() > SKUS_MAX) {
            pieces.clear();
        }
    }

    /** Puts back what was taken since the last commit. */
    void rolledBack() {
        pieces.putAll(before);
        changed.addAll(before.keySet());
        before.clear();
    }
}
