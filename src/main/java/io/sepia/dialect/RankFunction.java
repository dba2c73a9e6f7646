package io.sepia.dialect;

import java.util.List;
import org.hibernate.dialect.function.HypotheticalSetWindowEmulation;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.spi.QueryEngine;
import org.hibernate.query.sqm.function.SelfRenderingSqmOrderedSetAggregateFunction;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.query.sqm.tree.predicate.SqmPredicate;
import org.hibernate.query.sqm.tree.select.SqmOrderByClause;
import org.hibernate.type.BasicTypeReference;
import org.hibernate.type.StandardBasicTypes;
import org.hibernate.type.spi.TypeConfiguration;

/**
 * A rank among rows. That of a hypothetical row is refused: Hibernate's emulation finds only values that one of the
 * rows has.
 */
final class RankFunction extends HypotheticalSetWindowEmulation {
    private RankFunction(String name, BasicTypeReference<?> result, TypeConfiguration types) {
        super(name, result, types);
    }

    static void register(SqmFunctionRegistry functions, TypeConfiguration types) {
        for (String name : new String[] {"rank", "dense_rank"}) {
            functions.register(name, new RankFunction(name, StandardBasicTypes.LONG, types));
        }
        for (String name : new String[] {"percent_rank", "cume_dist"}) {
            functions.register(name, new RankFunction(name, StandardBasicTypes.DOUBLE, types));
        }
    }

    @Override
    public <T> SelfRenderingSqmOrderedSetAggregateFunction<T> generateSqmOrderedSetAggregateFunctionExpression(
            List<? extends SqmTypedNode<?>> arguments,
            SqmPredicate filter,
            SqmOrderByClause order,
            ReturnableType<T> result,
            QueryEngine queryEngine) {
        if (!arguments.isEmpty()) {
            throw new IllegalQueryOperationException("SQLite has no '" + getName()
                    + "' of a value, with 'within group'. Use it with 'over', or count the rows before the value.");
        }
        return super.generateSqmOrderedSetAggregateFunctionExpression(arguments, filter, order, result, queryEngine);
    }
}
