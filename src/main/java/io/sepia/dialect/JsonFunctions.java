package io.sepia.dialect;

import static org.hibernate.query.sqm.produce.function.FunctionParameterType.IMPLICIT_JSON;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.STRING;

import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.query.sqm.produce.function.ArgumentTypesValidator;
import org.hibernate.query.sqm.produce.function.FunctionParameterType;
import org.hibernate.query.sqm.produce.function.StandardArgumentsValidators;
import org.hibernate.query.sqm.produce.function.StandardFunctionReturnTypeResolvers;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.spi.TypeConfiguration;

/** Registers Hibernate's JSON functions, implemented with SQLite's. */
final class JsonFunctions {
    private JsonFunctions() {}

    static void register(FunctionContributions contributions) {
        TypeConfiguration types = contributions.getTypeConfiguration();
        SqmFunctionRegistry functions = contributions.getFunctionRegistry();
        functions.register("json_value", new JsonValue(types));
        functions.register("json_query", new JsonQuery(types));
        functions.register("json_exists", new JsonExists(types));
        functions.register("json_object", new JsonObject(types));
        functions.register("json_array", new JsonArray(types));
        functions.register("json_arrayagg", new JsonArrayAggregate(types));
        functions.register("json_objectagg", new JsonObjectAggregate(types));
        functions.register("json_set", new JsonChange(types, "json_set", ""));
        functions.register("json_insert", new JsonChange(types, "json_insert", ""));
        functions.register("json_replace", new JsonChange(types, "json_replace", ""));
        functions.register("json_array_append", new JsonChange(types, "json_insert", "[#]"));
        pattern(contributions, "json_remove", "json_remove(?1,?2)", STRING);
        pattern(contributions, "json_mergepatch", "json_patch(?1,?2)", IMPLICIT_JSON);
    }

    /** Registers a function of a document and an argument of the type {@code second}. */
    private static void pattern(
            FunctionContributions contributions, String name, String pattern, FunctionParameterType second) {
        contributions
                .getFunctionRegistry()
                .patternDescriptorBuilder(name, pattern)
                .setArgumentsValidator(
                        new ArgumentTypesValidator(StandardArgumentsValidators.exactly(2), IMPLICIT_JSON, second))
                .setReturnTypeResolver(StandardFunctionReturnTypeResolvers.invariant(contributions
                        .getTypeConfiguration()
                        .getBasicTypeRegistry()
                        .resolve(String.class, SqlTypes.JSON)))
                .register();
    }
}
