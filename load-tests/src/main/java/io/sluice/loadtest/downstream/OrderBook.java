package io.sluice.loadtest.downstream;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stock and orders in an embedded SQL database. Each order is all or nothing and is decided once: its decision is written
 * with it, so that a repetition gets the first answer again, even after a restart.
 *
 * <p>Orders become durable together at {@link #commit}; if that fails none of them happened. Confined to one thread.
 */
final class OrderBook implements AutoCloseable {
    private static final String SKU_SEPARATOR = "\n";

    private final Connection connection;
    private final Shelf shelf;
    private final PreparedStatement findOrder;
    private final PreparedStatement insertOrder;
    private final MessageDigest sha256;

    private OrderBook(Connection connection, long stockPieces, boolean durable) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS stock (sku VARCHAR(64) PRIMARY KEY, quantity BIGINT NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS orders (order_id VARCHAR(128) PRIMARY KEY,"
                    + " body_hash BINARY(32) NOT NULL, status VARCHAR(16) NOT NULL, sold_out VARCHAR NOT NULL,"
                    + " reason VARCHAR NOT NULL, received_at_micros BIGINT NOT NULL)");
        }
        connection.setAutoCommit(false);
        this.shelf = new Shelf(connection, stockPieces, durable);
        this.findOrder = connection.prepareStatement(
                "SELECT body_hash, status, sold_out, reason FROM orders WHERE order_id = ?");
        this.insertOrder = connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)");
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Opens the book.
     *
     * @param folder where the database is kept; null = in memory
     * @param stockPieces pieces of a SKU that is seen for the first time
     * @throws IllegalStateException if the database cannot be opened, for example as another process has it
     */
    static OrderBook open(@Nullable Path folder, long stockPieces) {
        // The JVM's shutdown must not close the database while the last orders are being answered; close() does it.
        // Each commit goes to the file at once: an order system that forgets what it confirmed is no use as a judge.
        String url = folder == null
                ? "jdbc:h2:mem:;DB_CLOSE_ON_EXIT=FALSE"
                : "jdbc:h2:file:" + folder.resolve("orders").toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        try {
            return new OrderBook(DriverManager.getConnection(url), stockPieces, folder != null);
        } catch (SQLException e) {
            throw new IllegalStateException("the database of the order system cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Decides an order within the transaction that is open. */
    Answer place(String orderId, byte[] body, long receivedAtMicros) throws SQLException {
        byte[] bodyHash = sha256.digest(body);
        Answer known = find(orderId, bodyHash);
        if (known != null) {
            return known;
        }
        PlacedOrder order;
        try {
            order = PlacedOrder.parse(body);
        } catch (PlacedOrder.MalformedOrderException e) {
            return Answer.of(Answer.Kind.MALFORMED, e.reason());
        }
        Answer answer = decide(order.pieces());
        insertOrder.setString(1, orderId);
        insertOrder.setBytes(2, bodyHash);
        insertOrder.setString(3, answer.kind().name());
        insertOrder.setString(4, String.join(SKU_SEPARATOR, answer.soldOut()));
        insertOrder.setString(5, answer.reason());
        insertOrder.setLong(6, receivedAtMicros);
        insertOrder.executeUpdate();
        return answer;
    }

    private @Nullable Answer find(String orderId, byte[] bodyHash) throws SQLException {
        findOrder.setString(1, orderId);
        try (ResultSet found = findOrder.executeQuery()) {
            if (!found.next()) {
                return null;
            }
            if (!Arrays.equals(found.getBytes(1), bodyHash)) {
                return Answer.of(
                        Answer.Kind.KEY_REUSED,
                        "order " + orderId + " came before with another body; nothing was done");
            }
            String soldOut = found.getString(3);
            return new Answer(
                    Answer.Kind.valueOf(found.getString(2)),
                    true,
                    soldOut.isEmpty() ? List.of() : List.of(soldOut.split(SKU_SEPARATOR)),
                    found.getString(4));
        }
    }

    private Answer decide(Map<String, Long> wanted) throws SQLException {
        List<String> soldOut = new ArrayList<>();
        List<String> tooFew = new ArrayList<>();
        for (Map.Entry<String, Long> line : wanted.entrySet()) {
            long left = shelf.pieces(line.getKey());
            if (left == 0) {
                soldOut.add(line.getKey());
            } else if (left < line.getValue()) {
                tooFew.add(line.getKey());
            }
        }
        if (soldOut.isEmpty() && tooFew.isEmpty()) {
            wanted.forEach(shelf::take);
            return Answer.confirmed();
        }
        return Answer.soldOut(soldOut, reason(soldOut, tooFew));
    }

    private static String reason(Collection<String> soldOut, Collection<String> tooFew) {
        String reason = soldOut.isEmpty() ? "" : "sold out: " + String.join(", ", soldOut);
        String more = tooFew.isEmpty() ? "" : "not enough left of: " + String.join(", ", tooFew);
        return reason + (reason.isEmpty() || more.isEmpty() ? "" : "; ") + more;
    }

    /** Makes everything since the last commit durable. */
    void commit() throws SQLException {
        shelf.write();
        connection.commit();
        shelf.committed();
    }

    /** Undoes everything since the last commit. */
    void rollback() throws SQLException {
        connection.rollback();
        shelf.rolledBack();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
