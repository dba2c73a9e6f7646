package io.sepia.dialect;

import static org.hibernate.query.sqm.produce.function.FunctionParameterType.ANY;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.IMPLICIT_JSON;
import static org.hibernate.query.sqm.produce.function.FunctionParameterType.STRING;

import java.util.List;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingFunctionDescriptor;
import org.hibernate.query.sqm.produce.function.ArgumentTypesValidator;
import org.hibernate.query.sqm.produce.function.StandardArgumentsValidators;
import org.hibernate.query.sqm.produce.function.StandardFunctionReturnTypeResolvers;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.spi.TypeConfiguration;

/** Renders a function of a document, a path and the value to put there. */
final class JsonChange extends AbstractSqmSelfRenderingFunctionDescriptor {
    private final String function;
    private final String pathSuffix;

    /**
     * Creates a function.
     *
     * @param function the name of SQLite's function
     * @param pathSuffix the text to append to the path
     */
    JsonChange(TypeConfiguration types, String function, String pathSuffix) {
        super(
                function,
                new ArgumentTypesValidator(StandardArgumentsValidators.exactly(3), IMPLICIT_JSON, STRING, ANY),
                StandardFunctionReturnTypeResolvers.invariant(
                        types.getBasicTypeRegistry().resolve(String.class, SqlTypes.JSON)),
                null);
        this.function = function;
        this.pathSuffix = pathSuffix;
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        JsonSql sql = new JsonSql(appender, walker).checkPath(arguments.get(1));
        sql.add(function, "(", arguments.get(0), ",", arguments.get(1));
        sql.add(pathSuffix.isEmpty() ? "," : "||'" + pathSuffix + "',");
        sql.addValue(arguments.get(2)).add(")");
    }
}
