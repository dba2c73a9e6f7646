package io.sepia.dialect;

import io.sepia.error.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;

/**
 * Refuses a unit whose tables have columns that would convert exact numbers to floating-point ones.
 *
 * @param metadata the mapping of the unit
 */
record DecimalColumns(Metadata metadata) implements SessionFactoryObserver {
    /** Types with TEXT affinity. A name with INT has INTEGER affinity, whatever else it contains. */
    private static final Pattern TEXT = Pattern.compile("(?!.*int).*(char|clob|text).*");

    @Override
    public void sessionFactoryCreated(SessionFactory factory) {
        List<String> wrong = new ArrayList<>();
        JdbcConnectionAccess access = factory.unwrap(SessionFactoryImplementor.class)
                .getJdbcServices()
                .getBootstrapJdbcConnectionAccess();
        try {
            Connection connection = access.obtainConnection();
            try {
                for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
                    for (Table table : namespace.getTables()) {
                        check(connection, table, wrong);
                    }
                }
            } finally {
                access.releaseConnection(connection);
            }
        } catch (SQLException e) {
            throw new ConfigurationException("The tables of the persistence unit cannot be examined", e);
        }
        if (!wrong.isEmpty()) {
            throw new ConfigurationException("These columns of decimals or big integers would round them to"
                    + " floating-point numbers: " + String.join(", ", wrong) + ". Change their type to decimal_text, as"
                    + " docs/jpa.md says, or set the property sepia.sqlite_decimals=APPROXIMATE.");
        }
    }

    private static void check(Connection connection, Table table, List<String> wrong) throws SQLException {
        List<String> decimals = table.getColumns().stream()
                .filter(DecimalColumns::isExact)
                .map(Column::getName)
                .toList();
        if (decimals.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("select name, type from pragma_table_info(?)")) {
            statement.setString(1, table.getName());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    String type = rows.getString(2);
                    if (decimals.stream().anyMatch(name::equalsIgnoreCase)
                            && !TEXT.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
                        wrong.add(table.getName() + "." + name + " (" + type + ")");
                    }
                }
            }
        }
    }

    static boolean isExact(Column column) {
        return column.getValue() instanceof BasicValue value && value.resolve().getJdbcType() instanceof DecimalType;
    }
}
