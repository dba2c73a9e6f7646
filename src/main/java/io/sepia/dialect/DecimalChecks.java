package io.sepia.dialect;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.mapping.CheckConstraint;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;

/**
 * Lets check constraints compare decimals as numbers. As texts, 10 would be less than 9. The number is approximate: a
 * constraint with a function of the library would make the table unreadable for other programs. See decision 0232.
 */
final class DecimalChecks {
    private DecimalChecks() {}

    static void rewrite(Table table) {
        List<CheckConstraint> checks = Stream.concat(
                        table.getChecks().stream(),
                        table.getColumns().stream().flatMap(each -> each.getCheckConstraints().stream()))
                .toList();
        for (Column column : table.getColumns()) {
            if (DecimalColumns.isExact(column)) {
                String name = Pattern.quote(column.getName());
                // Not part of another name, a text, or a cast.
                Pattern used =
                        Pattern.compile("(?i)(?<![\\w.\"`'])(?<!cast\\()[\"`]?" + name + "[\"`]?(?![\\w.\"`'(])");
                for (CheckConstraint check : checks) {
                    check.setConstraint(used.matcher(check.getConstraint()).replaceAll("cast($0 as real)"));
                }
            }
        }
    }
}
