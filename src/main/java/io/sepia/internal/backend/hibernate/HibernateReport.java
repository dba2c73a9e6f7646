package io.sepia.internal.backend.hibernate;

import java.util.function.UnaryOperator;
import org.hibernate.engine.jdbc.spi.SqlStatementLogger;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.resource.jdbc.spi.JdbcEventHandler;
import org.hibernate.resource.jdbc.spi.JdbcSessionContext;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.jspecify.annotations.Nullable;

/**
 * Reports the store's statements as Hibernate reports its own: to the session's {@link StatementInspector}, in the SQL
 * log, and in the statistics. The store runs them on the session's connection and bypasses its entities. See decision
 * 0090.
 */
final class HibernateReport implements UnaryOperator<String> {
    private final @Nullable StatementInspector inspector;
    private final SqlStatementLogger logger;
    private final JdbcEventHandler events;

    HibernateReport(SessionImplementor session) {
        JdbcSessionContext context = session.getJdbcSessionContext();
        this.inspector = context.getStatementInspector();
        this.logger = session.getJdbcServices().getSqlStatementLogger();
        this.events = context.getEventHandler();
    }

    @Override
    public String apply(String sql) {
        String inspected = inspector == null ? sql : inspector.inspect(sql);
        String executed = inspected == null ? sql : inspected;
        logger.logStatement(executed);
        events.jdbcPrepareStatementStart();
        events.jdbcPrepareStatementEnd();
        return executed;
    }
}
