package sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.util.List;
import java.util.Map;

/** A document: the browser support of a feature, as MDN publishes it, without the members that the sample ignores. */
@Stored
public record Feature(
        @ObjectId String id, @JsonProperty("mdn_url") String mdnUrl, Map<String, Object> support) {

    /** Returns the browsers no released version of which supports the feature. */
    List<String> missingIn() {
        return support.entrySet().stream()
                .filter(browser -> !isReleased(browser.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The data has one statement per browser, or several, latest first. Its version is a text or a boolean. */
    private static boolean isReleased(Object support) {
        Object latest = support instanceof List<?> several ? several.get(0) : support;
        return latest instanceof Map<?, ?> statement
                && statement.get("version_added") instanceof String version
                && !version.equals("preview")
                && !statement.containsKey("version_removed")
                && !statement.containsKey("flags");
    }
}
