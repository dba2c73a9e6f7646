package io.sepia.dialect;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.hibernate.tool.schema.extract.internal.InformationExtractorJdbcDatabaseMetaDataImpl;
import org.hibernate.tool.schema.extract.spi.ExtractionContext;

/**
 * Reads the schema for Hibernate. SQLite reports no type for computed columns of views, which Hibernate rejects; they
 * are reported as text.
 */
final class TypedColumns extends InformationExtractorJdbcDatabaseMetaDataImpl {
    private static final String TYPE_NAME = "TYPE_NAME";

    TypedColumns(ExtractionContext context) {
        super(context);
    }

    @Override
    protected <T> T processColumnsResultSet(
            String catalog,
            String schemaPattern,
            String tableNamePattern,
            String columnNamePattern,
            ExtractionContext.ResultSetProcessor<T> processor)
            throws SQLException {
        return super.processColumnsResultSet(
                catalog,
                schemaPattern,
                tableNamePattern,
                columnNamePattern,
                columns -> processor.process(withTypes(columns)));
    }

    private static ResultSet withTypes(ResultSet columns) {
        return (ResultSet) Proxy.newProxyInstance(
                ResultSet.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, arguments) -> {
                    try {
                        Object value = method.invoke(columns, arguments);
                        boolean typeName = method.getName().equals("getString")
                                && arguments != null
                                && TYPE_NAME.equals(arguments[0]);
                        return typeName && (value == null || value.toString().isBlank()) ? "TEXT" : value;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
