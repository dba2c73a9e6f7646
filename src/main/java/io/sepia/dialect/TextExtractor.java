package io.sepia.dialect;

import java.sql.CallableStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicExtractor;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/** Extracts values from text. */
final class TextExtractor<X> extends BasicExtractor<X> {
    /** Reads a value from text. */
    @FunctionalInterface
    interface Reader<X> {
        X read(String text, WrapperOptions options);
    }

    private final transient Reader<X> reader;

    TextExtractor(JavaType<X> javaType, JdbcType jdbcType, Reader<X> reader) {
        super(javaType, jdbcType);
        this.reader = reader;
    }

    @Override
    protected @Nullable X doExtract(ResultSet row, int index, WrapperOptions options) throws SQLException {
        return read(row.getString(index), options);
    }

    @Override
    protected @Nullable X doExtract(CallableStatement statement, int index, WrapperOptions options)
            throws SQLException {
        return read(statement.getString(index), options);
    }

    @Override
    protected @Nullable X doExtract(CallableStatement statement, String name, WrapperOptions options)
            throws SQLException {
        return read(statement.getString(name), options);
    }

    private @Nullable X read(@Nullable String text, WrapperOptions options) throws SQLException {
        try {
            return text == null ? null : reader.read(text, options);
        } catch (DateTimeException e) {
            throw new SQLException("A column holds '" + text + "' where a date or time was expected", e);
        }
    }
}
