package io.sepia.dialect;

import io.sepia.internal.functions.DialectOptions;
import io.sepia.internal.functions.TemporalText;
import io.sepia.internal.functions.ValueErrors;
import jakarta.persistence.TemporalType;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.hibernate.JDBCException;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.DmlTargetColumnQualifierSupport;
import org.hibernate.dialect.lock.spi.LockingSupport;
import org.hibernate.dialect.temptable.TemporaryTableStrategy;
import org.hibernate.dialect.unique.UniqueDelegate;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.exception.DataException;
import org.hibernate.exception.spi.SQLExceptionConversionDelegate;
import org.hibernate.exception.spi.ViolatedConstraintNameExtractor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.common.TemporalUnit;
import org.hibernate.query.sqm.CastType;
import org.hibernate.query.sqm.IntervalType;
import org.hibernate.query.sqm.mutation.internal.temptable.LocalTemporaryTableInsertStrategy;
import org.hibernate.query.sqm.mutation.internal.temptable.LocalTemporaryTableMutationStrategy;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableInsertStrategy;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.tool.schema.extract.spi.ExtractionContext;
import org.hibernate.tool.schema.extract.spi.InformationExtractor;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.spi.JdbcTypeRegistry;

/**
 * Hibernate's community dialect for SQLite, with additions and corrections: unique constraints in created tables,
 * {@code on conflict} with columns, constraint violations with kind and name, JSON functions, dates and times, and
 * truncation of tables.
 *
 * <p>Dates and times are stored as text that SQLite's own functions read and that sorts by time: {@code 2026-11-24},
 * {@code 10:15:30.000000000} and {@code 2026-11-24 10:15:30.123456789}, regardless of the driver's settings. Instants
 * and times with an offset are stored in UTC. Integers, which the driver writes by default, can still be read. See
 * decision 0011.
 *
 * <p>Requires SQLite 3.46 or later, which the bundled driver has. Set this class as the property
 * {@code hibernate.dialect} of a persistence unit. Thread-safe, as all dialects are.
 */
@SuppressWarnings("exports") // The module of the superclass is optional and cannot be transitive: decision 0075.
public class SqliteDialect extends SQLiteDialect {
    private static final DatabaseVersion NEWEST = DatabaseVersion.make(3, 54);

    private final UniqueConstraints uniqueConstraints = new UniqueConstraints(this);
    private final ConstraintErrors constraintErrors = new ConstraintErrors();
    private DialectOptions options = DialectOptions.of(Map.of());

    /** The SQL literal of the zone of local times. */
    private String zone = "''";

    /** Creates a dialect for the bundled SQLite. */
    public SqliteDialect() {
        super(NEWEST);
    }

    /** Creates a dialect for the detected SQLite. */
    public SqliteDialect(DialectResolutionInfo info) {
        super(info);
    }

    @Override
    public UniqueDelegate getUniqueDelegate() {
        return uniqueConstraints;
    }

    @Override
    public LockingSupport getLockingSupport() {
        return LockHints.INSTANCE;
    }

    @Override
    public String getTruncateTableStatement(String tableName) {
        return "delete from " + tableName;
    }

    @Override
    public InformationExtractor getInformationExtractor(ExtractionContext context) {
        return new TypedColumns(context);
    }

    @Override
    public SqlAstTranslatorFactory getSqlAstTranslatorFactory() {
        return new SqliteTranslator.Factory(() -> options);
    }

    @Override
    public ViolatedConstraintNameExtractor getViolatedConstraintNameExtractor() {
        return constraintErrors;
    }

    @Override
    public SQLExceptionConversionDelegate buildSQLExceptionConversionDelegate() {
        SQLExceptionConversionDelegate others = super.buildSQLExceptionConversionDelegate();
        return (error, message, sql) -> {
            JDBCException locked = LockErrors.convert(error, message, sql);
            if (locked != null) {
                return locked;
            }
            if (constraintErrors.converts(error)) {
                return constraintErrors.convert(error, message, sql);
            }
            return ValueErrors.isOne(error)
                    ? new DataException(message, error, sql)
                    : others.convert(error, message, sql);
        };
    }

    /** Returns the names of constraints, which SQLite's errors omit. */
    ConstraintErrors constraintErrors() {
        return constraintErrors;
    }

    @Override
    public void contributeTypes(TypeContributions contributions, ServiceRegistry registry) {
        Map<String, Object> settings =
                registry.requireService(ConfigurationService.class).getSettings();
        options = DialectOptions.of(settings);
        zone = TemporalText.zoneLiteral(settings.get(JdbcSettings.JDBC_TIME_ZONE));
        super.contributeTypes(contributions, registry);
        JdbcTypeRegistry types = contributions.getTypeConfiguration().getJdbcTypeRegistry();
        TemporalTypes.register(types);
        FloatingType.register(types);
        WholeNumbers.register(types);
        types.addDescriptor(Types.BLOB, new BytesType());
        if (options.exact()) {
            DecimalType.register(types);
        }
    }

    @Override
    public void initializeFunctionRegistry(FunctionContributions contributions) {
        super.initializeFunctionRegistry(contributions);
        contributions.getFunctionRegistry().register("cast", new SqliteCast(this, getPreferredSqlTypeCodeForBoolean()));
        ExtractPart.register(this, contributions);
        SqliteFunctions.register(contributions, options.exact(), options.javaText());
        JsonFunctions.register(contributions);
    }

    @Override
    public int getDefaultTimestampPrecision() {
        return 9;
    }

    @Override
    public String extractPattern(TemporalUnit unit) {
        String pattern = TemporalPatterns.extract(unit);
        return pattern == null ? super.extractPattern(unit) : pattern;
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"}) // Hibernate's own parameter types.
    public String timestampaddPattern(TemporalUnit unit, TemporalType temporalType, IntervalType intervalType) {
        return TemporalPatterns.add(unit);
    }

    @Override
    @SuppressWarnings("deprecation") // Hibernate's own parameter types.
    public String timestampdiffPattern(TemporalUnit unit, TemporalType from, TemporalType to) {
        return TemporalPatterns.difference(unit);
    }

    @Override
    public String castPattern(CastType from, CastType to) {
        String pattern = TemporalPatterns.cast(from, to, zone);
        return pattern == null
                ? NumberPatterns.cast(from, to, options.exact(), () -> super.castPattern(from, to))
                : pattern;
    }

    @Override
    public String currentDate() {
        return "substr(" + currentTimestamp() + ",1,10)";
    }

    @Override
    public String currentTime() {
        return "substr(" + currentTimestamp() + ",12)";
    }

    @Override
    public String currentTimestamp() {
        return "sepia_local(" + currentTimestampWithTimeZone() + "," + zone + ")";
    }

    @Override
    public String currentTimestampWithTimeZone() {
        return "strftime('%Y-%m-%d %H:%M:%f000000','now')";
    }

    @Override
    public void appendDatetimeFormat(SqlAppender appender, String format) {
        try {
            DateTimeFormatter.ofPattern(format, Locale.ENGLISH).format(LocalDateTime.MIN);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalQueryOperationException(
                    "SQLite cannot 'format' a date or time, which has no offset and no zone there, as '" + format
                            + "': " + e.getMessage(),
                    null,
                    e);
        }
        appender.appendSql(format.replace("'", "''"));
    }

    @Override
    public DmlTargetColumnQualifierSupport getDmlTargetColumnQualifierSupport() {
        return DmlTargetColumnQualifierSupport.TABLE_ALIAS;
    }

    @Override
    public boolean supportsRecursiveCTE() {
        return true;
    }

    @Override
    public boolean supportsSimpleQueryGrouping() {
        return false;
    }

    @Override
    public TemporaryTableStrategy getLocalTemporaryTableStrategy() {
        return IdTables.INSTANCE;
    }

    @Override
    public SqmMultiTableMutationStrategy getFallbackSqmMutationStrategy(
            EntityMappingType entity, RuntimeModelCreationContext context) {
        return new LocalTemporaryTableMutationStrategy(entity, context);
    }

    @Override
    public SqmMultiTableInsertStrategy getFallbackSqmInsertStrategy(
            EntityMappingType entity, RuntimeModelCreationContext context) {
        return new LocalTemporaryTableInsertStrategy(entity, context);
    }

    @Override
    protected String columnType(int sqlTypeCode) {
        return options.exact() && (sqlTypeCode == SqlTypes.NUMERIC || sqlTypeCode == SqlTypes.DECIMAL)
                ? DecimalType.COLUMN
                : super.columnType(sqlTypeCode);
    }

    @Override
    @SuppressWarnings("deprecation") // Hibernate's own parameter types.
    public void appendDateTimeLiteral(
            SqlAppender appender, TemporalAccessor value, TemporalType precision, TimeZone zone) {
        appender.appendSql("'" + TemporalText.of(value, precision) + "'");
    }

    @Override
    @SuppressWarnings("deprecation") // Hibernate's own parameter types.
    public void appendDateTimeLiteral(SqlAppender appender, Date value, TemporalType precision, TimeZone zone) {
        appender.appendSql("'" + TemporalText.of(TemporalText.local(value, zone), precision) + "'");
    }

    @Override
    @SuppressWarnings("deprecation") // Hibernate's own parameter types.
    public void appendDateTimeLiteral(SqlAppender appender, Calendar value, TemporalType precision, TimeZone zone) {
        appendDateTimeLiteral(appender, value.getTime(), precision, zone);
    }
}
