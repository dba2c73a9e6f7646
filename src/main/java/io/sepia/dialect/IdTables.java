package io.sepia.dialect;

import org.hibernate.dialect.temptable.StandardLocalTemporaryTableStrategy;
import org.hibernate.query.sqm.mutation.spi.AfterUseAction;

/** The tables of ids that Hibernate uses for bulk statements on several tables: temporary ones of the connection. */
final class IdTables extends StandardLocalTemporaryTableStrategy {
    static final IdTables INSTANCE = new IdTables();

    private IdTables() {}

    @Override
    public String getTemporaryTableCreateCommand() {
        return "create temp table if not exists";
    }

    @Override
    public String getTemporaryTableTruncateCommand() {
        return "delete from";
    }

    @Override
    public AfterUseAction getTemporaryTableAfterUseAction() {
        // The connection keeps the empty table: a table cannot be dropped while the connection reads something.
        return AfterUseAction.CLEAN;
    }
}
