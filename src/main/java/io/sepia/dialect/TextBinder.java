package io.sepia.dialect;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.JdbcType;

/** Binds values as text. */
final class TextBinder<X> extends BasicBinder<X> {
    /** Writes a value as text. */
    @FunctionalInterface
    interface Writer<X> {
        String write(X value, WrapperOptions options);
    }

    private final transient Writer<X> writer;

    TextBinder(JavaType<X> javaType, JdbcType jdbcType, Writer<X> writer) {
        super(javaType, jdbcType);
        this.writer = writer;
    }

    @Override
    protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options) throws SQLException {
        statement.setString(index, writer.write(value, options));
    }

    @Override
    protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
            throws SQLException {
        statement.setString(name, writer.write(value, options));
    }
}
