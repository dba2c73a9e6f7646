package io.sepia.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches if Spring Boot would find no database: none is configured, and no embedded one is on the class path or the
 * store's path was set.
 */
final class DefaultDatabaseCondition extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("A SQLite file of Sepia");
        Environment environment = context.getEnvironment();
        for (String each : new String[] {"url", "jndi-name", "type"}) {
            if (StringUtils.hasText(environment.getProperty("spring.datasource." + each))) {
                return ConditionOutcome.noMatch(message.because("spring.datasource." + each + " is set"));
            }
        }
        if (SepiaProperties.of(environment).hasPath()) {
            return ConditionOutcome.match(message.because("sepia.database-path is set"));
        }
        EmbeddedDatabaseConnection embedded = EmbeddedDatabaseConnection.get(context.getClassLoader());
        return embedded == EmbeddedDatabaseConnection.NONE
                ? ConditionOutcome.match(message.because("no other database is configured"))
                : ConditionOutcome.noMatch(message.because(embedded + " is on the class path"));
    }
}
