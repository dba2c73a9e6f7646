package io.sepia.internal.backend.hibernate.unit;

import io.sepia.error.BulkStatementException;
import io.sepia.jpa.StoredObject;
import java.util.Map;
import java.util.Objects;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.selector.spi.StrategySelector;
import org.hibernate.cfg.QuerySettings;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.QueryParameterBindings;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.query.sqm.sql.SqmTranslatorFactory;
import org.hibernate.query.sqm.sql.StandardSqmTranslatorFactory;
import org.hibernate.query.sqm.tree.SqmDmlStatement;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.hibernate.sql.ast.spi.SqlAstCreationContext;
import org.hibernate.sql.ast.tree.MutationStatement;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.jspecify.annotations.Nullable;

/**
 * Refuses statements that would write {@link StoredObject} entities in bulk, and passes all others to the translators
 * that the unit would have without it. Hibernate instantiates it by its name in the setting
 * {@code hibernate.query.sqm.translator}. See decision 0012.
 */
public final class BulkStatementGuard implements SqmTranslatorFactory {
    /** Holds the application's own value of the setting. */
    private static final String GIVEN = "io.sepia.given." + QuerySettings.SEMANTIC_QUERY_TRANSLATOR;

    private volatile @Nullable SqmTranslatorFactory given;

    /** Installs a guard before the translators of a unit. */
    static void install(StandardServiceRegistryBuilder builder) {
        Map<String, Object> settings = builder.getSettings();
        Object translator = settings.get(QuerySettings.SEMANTIC_QUERY_TRANSLATOR);
        if (translator != null && !translator.equals(BulkStatementGuard.class.getName())) {
            builder.applySetting(GIVEN, translator);
        }
        builder.applySetting(QuerySettings.SEMANTIC_QUERY_TRANSLATOR, BulkStatementGuard.class.getName());
    }

    @Override
    public SqmTranslator<SelectStatement> createSelectTranslator(
            SqmSelectStatement<?> statement,
            QueryOptions options,
            DomainParameterXref parameters,
            QueryParameterBindings bindings,
            LoadQueryInfluencers influencers,
            SqlAstCreationContext context,
            boolean deduplicateSelectionItems) {
        return TimeComparisons.checking(given(context)
                .createSelectTranslator(
                        statement, options, parameters, bindings, influencers, context, deduplicateSelectionItems));
    }

    @Override
    public SqmTranslator<? extends MutationStatement> createMutationTranslator(
            SqmDmlStatement<?> statement,
            QueryOptions options,
            DomainParameterXref parameters,
            QueryParameterBindings bindings,
            LoadQueryInfluencers influencers,
            SqlAstCreationContext context) {
        if (StoredObject.class.getName().equals(statement.getTarget().getEntityName())) {
            throw refused(statement);
        }
        return TimeComparisons.checking(given(context)
                .createMutationTranslator(statement, options, parameters, bindings, influencers, context));
    }

    private static BulkStatementException refused(SqmDmlStatement<?> statement) {
        String kind = statement instanceof SqmUpdateStatement
                ? "update"
                : statement instanceof SqmDeleteStatement ? "delete" : "insert";
        return new BulkStatementException(
                "A statement that would " + kind + " StoredObject entities in bulk was refused:"
                        + " it would bypass versions, checksums and the log of changes. Use the store's own verbs"
                        + " (saveAll, deleteAll, clear), or load the entities and change or remove them one by one.");
    }

    @SuppressWarnings("deprecation") // Hibernate 7.1 offers no other access to the factory.
    private SqmTranslatorFactory given(SqlAstCreationContext context) {
        SqmTranslatorFactory known = given;
        if (known == null) {
            SessionFactoryImplementor factory = context.getSessionFactory();
            Object setting = factory.getProperties().get(GIVEN);
            known = setting != null
                    ? factory.getServiceRegistry()
                            .requireService(StrategySelector.class)
                            .resolveStrategy(SqmTranslatorFactory.class, setting)
                    : Objects.requireNonNullElseGet(
                            factory.getJdbcServices().getDialect().getSqmTranslatorFactory(),
                            StandardSqmTranslatorFactory::new);
            given = known;
        }
        return known;
    }
}
