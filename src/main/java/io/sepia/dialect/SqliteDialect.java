package io.sepia.dialect;

import static org.hibernate.query.sqm.produce.function.FunctionParameterType.STRING;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.TEMPORAL;

import jakarta.persistence.TemporalType;
import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import java.util.Date;
import java.util.TimeZone;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.unique.UniqueDelegate;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.exception.spi.SQLExceptionConversionDelegate;
import org.hibernate.exception.spi.ViolatedConstraintNameExtractor;
import org.hibernate.query.common.TemporalUnit;
import org.hibernate.query.sqm.CastType;
import org.hibernate.query.sqm.IntervalType;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.tool.schema.extract.spi.ExtractionContext;
import org.hibernate.tool.schema.extract.spi.InformationExtractor;
import org.hibernate.type.StandardBasicTypes;

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
    public String getTruncateTableStatement(String tableName) {
        return "delete from " + tableName;
    }

    @Override
    public InformationExtractor getInformationExtractor(ExtractionContext context) {
        return new TypedColumns(context);
    }

    @Override
    public SqlAstTranslatorFactory getSqlAstTranslatorFactory() {
        return new SqliteTranslator.Factory();
    }

    @Override
    public ViolatedConstraintNameExtractor getViolatedConstraintNameExtractor() {
        return constraintErrors;
    }

    @Override
    public SQLExceptionConversionDelegate buildSQLExceptionConversionDelegate() {
        SQLExceptionConversionDelegate others = super.buildSQLExceptionConversionDelegate();
        return (error, message, sql) -> constraintErrors.converts(error)
                ? constraintErrors.convert(error, message, sql)
                : others.convert(error, message, sql);
    }

    /** Returns the names of constraints, which SQLite's errors omit. */
    ConstraintErrors constraintErrors() {
        return constraintErrors;
    }

    @Override
    public void contributeTypes(TypeContributions contributions, ServiceRegistry registry) {
        super.contributeTypes(contributions, registry);
        TemporalTypes.register(contributions.getTypeConfiguration().getJdbcTypeRegistry());
    }

    @Override
    public void initializeFunctionRegistry(FunctionContributions contributions) {
        super.initializeFunctionRegistry(contributions);
        SqmFunctionRegistry functions = contributions.getFunctionRegistry();
        functions
                .patternDescriptorBuilder("format", "strftime(?2,?1)")
                .setInvariantType(contributions
                        .getTypeConfiguration()
                        .getBasicTypeRegistry()
                        .resolve(StandardBasicTypes.STRING))
                .setExactArgumentCount(2)
                .setParameterTypes(TEMPORAL, STRING)
                .setArgumentListSignature("(TEMPORAL datetime as STRING pattern)")
                .register();
        functions.register("trunc", new TruncateFunction(contributions.getTypeConfiguration()));
        functions.registerAlternateKey("truncate", "trunc");
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
        return TemporalPatterns.add(unit, temporalType);
    }

    @Override
    @SuppressWarnings("deprecation") // Hibernate's own parameter types.
    public String timestampdiffPattern(TemporalUnit unit, TemporalType from, TemporalType to) {
        return TemporalPatterns.difference(unit);
    }

    @Override
    public String castPattern(CastType from, CastType to) {
        String pattern = TemporalPatterns.cast(from, to);
        return pattern == null ? super.castPattern(from, to) : pattern;
    }

    @Override
    public String currentDate() {
        return "date('now','localtime')";
    }

    @Override
    public String currentTime() {
        return "strftime('%H:%M:%f000000','now','localtime')";
    }

    @Override
    public String currentTimestamp() {
        return "strftime('%Y-%m-%d %H:%M:%f000000','now','localtime')";
    }

    @Override
    public String currentTimestampWithTimeZone() {
        return "strftime('%Y-%m-%d %H:%M:%f000000','now')";
    }

    @Override
    public void appendDatetimeFormat(SqlAppender appender, String format) {
        appender.appendSql(DateFormat.toStrftime(format));
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
