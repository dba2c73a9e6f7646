package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import io.sepia.document.ObjectKey;
import io.sepia.internal.json.Surrogates;
import java.io.IOException;

/** Refuses values that would not survive a round trip through JSON, and detects names that may need escapes. */
final class GuardedGenerator extends JsonGeneratorDelegate {
    private boolean reservedNames;

    GuardedGenerator(JsonGenerator delegate) {
        super(delegate, false);
    }

    /** Returns whether the application wrote a reserved name, so that the document must be written with escapes. */
    boolean metReservedNames() {
        return reservedNames;
    }

    /** Writes a reference of the store. Its name is not the application's data and so is not escaped. */
    void writeReference(ObjectKey target) throws IOException {
        ReservedNames.writeReference(target, delegate);
    }

    /** Makes serializers choose the same form whether text or tokens are written: an id as text, not as bytes. */
    @Override
    public boolean canWriteBinaryNatively() {
        return false;
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        checkName(name);
        delegate.writeFieldName(name);
    }

    @Override
    public void writeFieldName(SerializableString name) throws IOException {
        checkName(name.getValue());
        delegate.writeFieldName(name);
    }

    /** Refuses a lone surrogate in a name: Jackson writes it, but reads it back in values only. */
    private void checkName(String name) throws IOException {
        if (!Surrogates.escapeLone(name).equals(name)) {
            throw new JsonGenerationException(
                    "a name or key of a map holds half of a character (a lone surrogate), which JSON parsers refuse",
                    this);
        }
        if (ReservedNames.isReserved(name)) {
            reservedNames = true;
        }
    }

    @Override
    public void writeNumber(double value) throws IOException {
        checkFinite(value);
        delegate.writeNumber(value);
    }

    @Override
    public void writeNumber(float value) throws IOException {
        checkFinite(value);
        delegate.writeNumber(value);
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            checkFinite(array[i]);
        }
        delegate.writeArray(array, offset, length);
    }

    private void checkFinite(double value) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new JsonGenerationException("JSON has no form for NaN and infinite numbers", this);
        }
    }

    /** Parses raw JSON and writes its tokens, so that it is as valid and unambiguous as the rest. */
    @Override
    public void writeRawValue(String text) throws IOException {
        try (JsonParser parser = getCodec().getFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonGenerationException("A raw JSON value is empty", this);
            }
            copyCurrentStructure(parser);
            if (parser.nextToken() != null) {
                throw new JsonGenerationException("A raw JSON value has text after its end", this);
            }
        }
    }

    @Override
    public void writeRawValue(String text, int offset, int length) throws IOException {
        writeRawValue(text.substring(offset, offset + length));
    }

    @Override
    public void writeRawValue(char[] text, int offset, int length) throws IOException {
        writeRawValue(new String(text, offset, length));
    }

    @Override
    public void writeRawValue(SerializableString text) throws IOException {
        writeRawValue(text.getValue());
    }
}
