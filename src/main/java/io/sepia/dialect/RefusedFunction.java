package io.sepia.dialect;

import java.util.List;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.spi.QueryEngine;
import org.hibernate.query.sqm.function.AbstractSqmFunctionDescriptor;
import org.hibernate.query.sqm.function.SelfRenderingSqmFunction;
import org.hibernate.query.sqm.function.SelfRenderingSqmSetReturningFunction;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.query.sqm.function.SqmSetReturningFunctionDescriptor;
import org.hibernate.query.sqm.produce.function.ArgumentsValidator;
import org.hibernate.query.sqm.produce.function.StandardArgumentsValidators;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.type.BindingContext;

/** A function of HQL that SQLite lacks. A query that uses it is refused when it is created. */
final class RefusedFunction extends AbstractSqmFunctionDescriptor {
    /** The functions of Hibernate's other dialects that neither SQLite nor this library has. */
    static final List<String> NAMES = List.of(
            "any_value",
            "array",
            "array_agg",
            "array_append",
            "array_concat",
            "array_contains",
            "array_contains_nullable",
            "array_fill",
            "array_fill_list",
            "array_get",
            "array_includes",
            "array_includes_nullable",
            "array_intersects",
            "array_intersects_nullable",
            "array_length",
            "array_list",
            "array_overlaps",
            "array_overlaps_nullable",
            "array_position",
            "array_positions",
            "array_positions_list",
            "array_prepend",
            "array_remove",
            "array_remove_index",
            "array_replace",
            "array_reverse",
            "array_set",
            "array_slice",
            "array_sort",
            "array_to_string",
            "array_trim",
            "bit_and",
            "bit_or",
            "bool_and",
            "bool_or",
            "cbrt",
            "curdate",
            "curtime",
            "date_trunc",
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "dayname",
            "initcap",
            "json_array_insert",
            "localtime",
            "localtimestamp",
            "make_date",
            "make_time",
            "make_timestamp",
            "make_timestamptz",
            "md5",
            "microsecond",
            "mode",
            "monthname",
            "now",
            "percentile_cont",
            "percentile_disc",
            "rand",
            "regexp_replace",
            "regr_avgx",
            "regr_avgy",
            "regr_count",
            "regr_intercept",
            "regr_r2",
            "regr_sxx",
            "regr_sxy",
            "regr_syy",
            "rownum",
            "sha",
            "soundex",
            "space",
            "string_agg",
            "sysdate",
            "to_char",
            "to_date",
            "to_number",
            "to_timestamp",
            "translate",
            "xmlagg",
            "xmlattributes",
            "xmlcomment",
            "xmlconcat",
            "xmlelement",
            "xmlexists",
            "xmlforest",
            "xmlpi",
            "xmlquery");

    /** The functions in a from clause that SQLite lacks. */
    static final List<String> SETS = List.of("generate_series", "json_table", "unnest", "xmltable");

    private record RefusedSet(String name) implements SqmSetReturningFunctionDescriptor {
        @Override
        public <T> SelfRenderingSqmSetReturningFunction<T> generateSqmExpression(
                List<? extends SqmTypedNode<?>> arguments, QueryEngine queryEngine) {
            refuse(name);
            throw new AssertionError(name);
        }

        @Override
        public ArgumentsValidator getArgumentsValidator() {
            return StandardArgumentsValidators.NONE;
        }
    }

    private RefusedFunction(String name) {
        super(name, new ArgumentsValidator() {
            @Override
            public void validate(List<? extends SqmTypedNode<?>> arguments, String function, BindingContext context) {
                refuse(name);
            }
        });
    }

    static void register(SqmFunctionRegistry functions) {
        NAMES.forEach(name -> functions.register(name, new RefusedFunction(name)));
        SETS.forEach(name -> functions.register(name, new RefusedSet(name)));
    }

    private static void refuse(String name) {
        throw new IllegalQueryOperationException(
                "SQLite has no function '" + name + "'. Compute it in Java, or use SQL of your own.");
    }

    @Override
    protected <T> SelfRenderingSqmFunction<T> generateSqmFunctionExpression(
            List<? extends SqmTypedNode<?>> arguments, ReturnableType<T> impliedResultType, QueryEngine queryEngine) {
        refuse(getName());
        throw new AssertionError(getName());
    }
}
