package io.sepia.dialect;

import static org.hibernate.query.sqm.produce.function.FunctionParameterType.STRING;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.TEMPORAL;

import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.type.StandardBasicTypes;

/** Registers functions on dates and times. */
final class TemporalFunctions {
    private TemporalFunctions() {}

    static void register(FunctionContributions contributions) {
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
    }
}
