package io.sepia.dialect;

import static org.hibernate.query.sqm.produce.function.FunctionParameterType.INTEGER;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.NUMERIC;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.STRING;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.TEMPORAL;

import java.util.Objects;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.dialect.function.CommonFunctionFactory;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.query.sqm.produce.function.FunctionParameterType;
import org.hibernate.type.BasicType;
import org.hibernate.type.BasicTypeReference;
import org.hibernate.type.StandardBasicTypes;

/** Registers the functions of HQL that the base dialect lacks or renders wrongly. */
record SqliteFunctions(FunctionContributions contributions, SqmFunctionRegistry functions) {
    static void register(FunctionContributions contributions, boolean exact, boolean javaText) {
        new SqliteFunctions(contributions, contributions.getFunctionRegistry()).register(exact, javaText);
    }

    private void register(boolean exact, boolean javaText) {
        if (javaText) {
            for (String name : new String[] {"lower", "upper"}) {
                // SQLite's own function is faster, and right for ASCII.
                String pattern =
                        "case when octet_length(?1)=length(?1) then " + name + "(?1) else sepia_" + name + "(?1) end";
                pattern(name, "(" + pattern + ")", StandardBasicTypes.STRING, STRING);
            }
        }
        registerText();
        registerNumbers();
        registerMathematics();
        Concatenation.register(functions);
        pattern("format", "sepia_format(?1,?2)", StandardBasicTypes.STRING, TEMPORAL, STRING);
        functions.register("trunc", new TruncateFunction(contributions.getTypeConfiguration(), exact));
        if (exact) {
            DecimalFunction.register(functions);
        }
        functions.registerAlternateKey("truncate", "trunc");
        functions.register("listagg", new ListAggregate(contributions.getTypeConfiguration()));
        RefusedFunction.register(functions);
    }

    private void registerText() {
        pattern("bit_length", "(8*octet_length(?1))", StandardBasicTypes.INTEGER, STRING);
        pattern("ascii", "unicode(?1)", StandardBasicTypes.INTEGER, STRING);
        pattern(
                "right",
                "(case when ?2<1 then substr(?1,1,0) else substr(?1,-(?2)) end)",
                StandardBasicTypes.STRING,
                STRING,
                INTEGER);
        functions.registerBinaryTernaryPattern(
                "substring",
                type(StandardBasicTypes.STRING),
                "substr(?1,?2)",
                "substr(?1,?2,max(?3,0))",
                STRING,
                INTEGER,
                INTEGER,
                contributions.getTypeConfiguration());
        pattern(
                "repeat",
                "replace(hex(zeroblob(?2)),'00',iif(?2 is null,null,?1))",
                StandardBasicTypes.STRING,
                STRING,
                INTEGER);
        functions.registerBinaryTernaryPattern(
                "regexp_like",
                type(StandardBasicTypes.BOOLEAN),
                "sepia_regexp(?1,?2,'')",
                "sepia_regexp(?1,?2,?3)",
                STRING,
                STRING,
                STRING,
                contributions.getTypeConfiguration());
        functions.registerBinaryTernaryPattern(
                "locate",
                type(StandardBasicTypes.INTEGER),
                "instr(?2,?1)",
                "(select case i when 0 then 0 else i+f-1 end"
                        + " from (select instr(substr(s,f),p) i,f from (select ?1 p,?2 s,max(?3,1) f)))",
                STRING,
                STRING,
                INTEGER,
                contributions.getTypeConfiguration());
        pattern("position", "instr(?2,?1)", StandardBasicTypes.INTEGER, STRING, STRING);
        // Like PostgreSQL, repeats a padding of several characters.
        pad("lpad", "substr(replace(hex(zeroblob(?2)),'00',%s),1,?2-length(?1))||?1");
        pad("rpad", "?1||substr(replace(hex(zeroblob(?2)),'00',%s),1,?2-length(?1))");
    }

    private void pad(String name, String padded) {
        String pattern =
                "case when ?2 is null then null when length(?1)>=?2 then substr(?1,1,?2) else " + padded + " end";
        functions.registerBinaryTernaryPattern(
                name,
                type(StandardBasicTypes.STRING),
                "(" + pattern.formatted("' '") + ")",
                "(" + pattern.formatted("?3") + ")",
                STRING,
                INTEGER,
                STRING,
                contributions.getTypeConfiguration());
    }

    private void registerNumbers() {
        CommonFunctionFactory common = new CommonFunctionFactory(contributions);
        common.bitandorxornot_operator();
        RankFunction.register(functions, contributions.getTypeConfiguration());
        pattern("bitxor", "((?1|?2)-(?1&?2))", StandardBasicTypes.LONG, INTEGER, INTEGER);
        functions
                .patternAggregateDescriptorBuilder("median", "median(cast(?1 as real))")
                .setInvariantType(type(StandardBasicTypes.DOUBLE))
                .setExactArgumentCount(1)
                .setParameterTypes(NUMERIC)
                .register();
        for (String name : new String[] {"stddev_pop", "stddev_samp", "var_pop", "var_samp"}) {
            aggregate(name, "sepia_" + name, NUMERIC);
        }
        logical("every", "min(?1)");
        logical("any", "max(?1)");
        aggregate("stddev", "sepia_stddev_samp", NUMERIC);
        aggregate("variance", "sepia_var_samp", NUMERIC);
        for (String name : new String[] {"covar_pop", "covar_samp", "corr", "regr_slope"}) {
            aggregate(name, "sepia_" + name, NUMERIC, NUMERIC);
        }
    }

    /** Registers functions that are errors for arguments for which SQLite returns null. */
    private void registerMathematics() {
        for (String name : new String[] {"ln", "log10", "sqrt", "asin", "acos"}) {
            mathematical(name, name + "(?1)");
        }
        mathematical("log", "log(?1,?2)");
        mathematical("power", "power(?1,?2)");
        mathematical("cot", "(1.0/tan(?1))");
        for (String name : new String[] {"sinh", "cosh", "tanh"}) {
            pattern(name, name + "(?1)", StandardBasicTypes.DOUBLE, NUMERIC);
        }
        functions.register("mod", new Remainder(Objects.requireNonNull(functions.findFunctionDescriptor("mod"))));
    }

    private void mathematical(String name, String call) {
        boolean two = call.contains("?2");
        FunctionParameterType[] parameters =
                two ? new FunctionParameterType[] {NUMERIC, NUMERIC} : new FunctionParameterType[] {NUMERIC};
        String otherwise = "sepia_undefined('" + name + "',?1" + (two ? ",?2" : "") + ")";
        pattern(name, "coalesce(" + call + "," + otherwise + ")", StandardBasicTypes.DOUBLE, parameters);
    }

    /** Registers an aggregate of conditions, which ignores unknown ones. */
    private void logical(String name, String pattern) {
        functions
                .patternAggregateDescriptorBuilder(name, pattern)
                .setInvariantType(type(StandardBasicTypes.BOOLEAN))
                .setExactArgumentCount(1)
                .setParameterTypes(FunctionParameterType.BOOLEAN)
                .register();
    }

    private void aggregate(String name, String function, FunctionParameterType... parameters) {
        functions
                .namedAggregateDescriptorBuilder(name, function)
                .setInvariantType(type(StandardBasicTypes.DOUBLE))
                .setExactArgumentCount(parameters.length)
                .setParameterTypes(parameters)
                .register();
    }

    private <T> BasicType<T> type(BasicTypeReference<T> reference) {
        return contributions.getTypeConfiguration().getBasicTypeRegistry().resolve(reference);
    }

    private void pattern(
            String name, String pattern, BasicTypeReference<?> result, FunctionParameterType... parameters) {
        functions
                .patternDescriptorBuilder(name, pattern)
                .setInvariantType(type(result))
                .setExactArgumentCount(parameters.length)
                .setParameterTypes(parameters)
                .register();
    }
}
