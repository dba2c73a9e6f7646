package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.sepia.internal.codec.platform.Refusal;
import io.sepia.internal.json.DocumentText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Explains why an object is nested too deeply: in most cases it contains itself. */
final class Nesting {
    private static final String REMEDY =
            ". Annotate the class of the embedded object with @Stored, so that a reference is written, or leave the"
                    + " property out with @JsonIgnore";

    private Nesting() {}

    /** Returns the exception for a generator that cannot begin another object or array. */
    static JsonMappingException refusal(JsonGenerator generator) {
        List<JsonStreamContext> outer = new ArrayList<>();
        for (JsonStreamContext each = generator.getOutputContext(); each != null; each = each.getParent()) {
            outer.add(0, each);
        }
        for (int i = 0; i < outer.size(); i++) {
            for (int j = i + 1; j < outer.size(); j++) {
                Object value = outer.get(i).getCurrentValue();
                if (value != null && value == outer.get(j).getCurrentValue()) {
                    String place = path(outer.subList(0, i));
                    return Refusal.located(
                            generator,
                            (place.isEmpty() ? "the object" : "the embedded object at property " + place)
                                    + " contains itself, which is a cycle: property "
                                    + path(outer.subList(0, j)) + " leads back to it" + REMEDY);
                }
            }
        }
        return Refusal.located(generator, "it is nested deeper than " + DocumentText.MAX_DEPTH + " levels" + REMEDY);
    }

    private static String path(List<JsonStreamContext> steps) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext each : steps) {
            if (each.inObject() && each.getCurrentValue() instanceof Map) {
                path.append("[…]");
            } else if (each.inObject()) {
                path.append(path.isEmpty() ? "" : ".").append(each.getCurrentName());
            } else if (each.inArray()) {
                path.append("[]");
            }
        }
        return path.toString();
    }
}
