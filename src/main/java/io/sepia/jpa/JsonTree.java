package io.sepia.jpa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Comparator;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.AbstractClassJavaType;
import org.hibernate.type.descriptor.java.MutableMutabilityPlan;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcTypeIndicators;
import org.jspecify.annotations.Nullable;

/**
 * JSON trees as Hibernate compares and copies them. Two trees are equal if they are written as the same JSON values,
 * whatever the classes of their nodes: a tree that is read back has other classes for floats, longs and bytes. So a
 * flush writes a document only if its value has changed. See decision 0095.
 */
final class JsonTree extends AbstractClassJavaType<JsonNode> {
    private static final long serialVersionUID = 1L;

    private static final Comparator<JsonNode> BY_VALUE = JsonTree::compare;

    /** For the persistence provider. */
    JsonTree() {
        super(JsonNode.class, new Copies());
    }

    private static final class Copies extends MutableMutabilityPlan<JsonNode> {
        private static final long serialVersionUID = 1L;

        @Override
        protected JsonNode deepCopyNotNull(JsonNode tree) {
            return tree.deepCopy();
        }
    }

    /** Returns 0 for equal leaves, and any other number for different ones, as {@link JsonNode#equals} expects. */
    private static int compare(JsonNode one, JsonNode other) {
        if (one.equals(other)) {
            return 0;
        }
        if (one.isNumber() && other.isNumber()) {
            return isFinite(one) && isFinite(other) ? decimal(one).compareTo(decimal(other)) : 1;
        }
        return written(one).equals(written(other)) ? 0 : 1;
    }

    private static boolean isFinite(JsonNode number) {
        return !number.isFloatingPointNumber() || number.isBigDecimal() || Double.isFinite(number.doubleValue());
    }

    /** Returns the number as it is written: a float as a decimal has other digits than its text. */
    private static BigDecimal decimal(JsonNode number) {
        return number.isBigDecimal() || number.isIntegralNumber()
                ? number.decimalValue()
                : new BigDecimal(number.asText());
    }

    private static JsonNode written(JsonNode leaf) {
        return leaf.isBinary() ? TextNode.valueOf(leaf.asText()) : leaf.isMissingNode() ? NullNode.getInstance() : leaf;
    }

    @Override
    public JdbcType getRecommendedJdbcType(JdbcTypeIndicators indicators) {
        return indicators.getJdbcType(SqlTypes.VARCHAR);
    }

    @Override
    public boolean areEqual(@Nullable JsonNode one, @Nullable JsonNode other) {
        return one == other || one != null && other != null && one.equals(BY_VALUE, other);
    }

    @Override
    public int extractHashCode(JsonNode tree) {
        return tree.size();
    }

    @Override
    public <X> @Nullable X unwrap(@Nullable JsonNode tree, Class<X> type, WrapperOptions options) {
        if (tree == null || type.isInstance(tree)) {
            return type.cast(tree);
        }
        if (type == String.class) {
            return type.cast(new JsonConverter().convertToDatabaseColumn(tree));
        }
        throw unknownUnwrap(type);
    }

    @Override
    public <X> @Nullable JsonNode wrap(@Nullable X value, WrapperOptions options) {
        if (value == null || value instanceof JsonNode) {
            return (JsonNode) value;
        }
        if (value instanceof String text) {
            return new JsonConverter().convertToEntityAttribute(text);
        }
        throw unknownWrap(value.getClass());
    }
}
