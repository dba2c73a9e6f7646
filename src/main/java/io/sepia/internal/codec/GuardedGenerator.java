package io.sepia.internal.codec;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import io.sepia.document.ObjectKey;
import io.sepia.internal.codec.platform.Refusal;
import io.sepia.internal.json.Surrogates;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.function.IntSupplier;

/** Refuses values that would not survive a round trip through JSON, and detects names that may need escapes. */
final class GuardedGenerator extends JsonGeneratorDelegate {
    private static final int TEXT = 5;
    private static final int INTEGER = 6;
    private static final int FLOAT = 7;
    private static final int BOOLEAN = 8;
    private static final int NULL = 9;
    private static final int REFERENCE = 10;
    private static final int BINARY = 11;
    private static final int ARRAY = 12;

    private final PositionTrail trail;
    private final IntSupplier flushed;
    private final BitSet references = new BitSet();
    private boolean reservedNames;
    private boolean writesMarks = true;

    /** @param flushed returns how many characters the delegate has passed to its writer */
    GuardedGenerator(JsonGenerator delegate, PositionTrail trail, IntSupplier flushed) {
        super(delegate, false);
        this.trail = trail;
        this.flushed = flushed;
    }

    /** Makes values in open places have no type marks. Returns this generator. */
    GuardedGenerator withoutMarks() {
        writesMarks = false;
        return this;
    }

    boolean writesMarks() {
        return writesMarks;
    }

    PositionTrail trail() {
        return trail;
    }

    /** Returns where references of the store begin in the text, at the character itself or the separator before it. */
    BitSet references() {
        return references;
    }

    /** Returns whether the application wrote a reserved name, so that the document must be written with escapes. */
    boolean metReservedNames() {
        return reservedNames;
    }

    /** Writes a reference of the store. Its name is not the application's data and so is not escaped. */
    void writeReference(ObjectKey target) throws IOException {
        trail.scalar(REFERENCE);
        // The generator writes separators with the next token, so the object begins at or after this place.
        references.set(flushed.getAsInt() + delegate.getOutputBuffered());
        ReservedNames.writeReference(target, delegate);
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        checkName(name);
        trail.member();
        delegate.writeFieldName(name);
    }

    @Override
    public void writeFieldName(SerializableString name) throws IOException {
        checkName(name.getValue());
        trail.property(name);
        delegate.writeFieldName(name);
    }

    /** Refuses a lone surrogate in a name: Jackson writes it, but reads it back in values only. */
    private void checkName(String name) throws IOException {
        if (!Surrogates.escapeLone(name).equals(name)) {
            throw Refusal.of(
                    this,
                    "a name or key of a map holds half of a character (a lone surrogate), which JSON parsers refuse. "
                            + "Use another key, or store the map as a list of pairs");
        }
        if (ReservedNames.isReserved(name)) {
            reservedNames = true;
        }
    }

    @Override
    public void writeNumber(double value) throws IOException {
        checkFinite(value);
        trail.scalar(FLOAT);
        delegate.writeNumber(value);
    }

    @Override
    public void writeNumber(float value) throws IOException {
        checkFinite(value);
        trail.scalar(FLOAT);
        delegate.writeNumber(value);
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            checkFinite(array[i]);
        }
        trail.scalarOf(double[].class);
        trail.scalar(ARRAY);
        delegate.writeArray(array, offset, length);
    }

    @Override
    public void writeArray(int[] array, int offset, int length) throws IOException {
        trail.scalarOf(int[].class);
        trail.scalar(ARRAY);
        delegate.writeArray(array, offset, length);
    }

    @Override
    public void writeArray(long[] array, int offset, int length) throws IOException {
        trail.scalarOf(long[].class);
        trail.scalar(ARRAY);
        delegate.writeArray(array, offset, length);
    }

    @Override
    public void writeArray(String[] array, int offset, int length) throws IOException {
        trail.scalarOf(String[].class);
        trail.scalar(ARRAY);
        delegate.writeArray(array, offset, length);
    }

    private void checkFinite(double value) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw Refusal.of(this, "JSON has no form for NaN and infinite numbers. Store null or a text instead");
        }
    }

    /** Parses raw JSON and writes its tokens, so that it is as valid and unambiguous as the rest. */
    @Override
    public void writeRawValue(String text) throws IOException {
        try (JsonParser parser = getCodec().getFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                throw Refusal.of(this, "A raw JSON value is empty. Write null instead");
            }
            copyExactly(parser);
            if (parser.nextToken() != null) {
                throw Refusal.of(this, "A raw JSON value has text after its end. Write one value");
            }
        }
    }

    /** Copies a value with the digits of its numbers, which Jackson's copies round. */
    private void copyExactly(JsonParser parser) throws IOException {
        int depth = 0;
        do {
            if (parser.currentToken().isNumeric()) {
                writeNumber(parser.getText());
            } else {
                copyCurrentEvent(parser);
            }
            depth += parser.currentToken().isStructStart()
                    ? 1
                    : parser.currentToken().isStructEnd() ? -1 : 0;
        } while (depth > 0 && parser.nextToken() != null);
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

    @Override
    public void writeString(String value) throws IOException {
        trail.scalar(TEXT);
        delegate.writeString(value);
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        trail.scalar(TEXT);
        delegate.writeString(text, offset, length);
    }

    @Override
    public void writeString(SerializableString value) throws IOException {
        trail.scalar(TEXT);
        delegate.writeString(value);
    }

    @Override
    public void writeNumber(short value) throws IOException {
        trail.scalar(INTEGER);
        delegate.writeNumber(value);
    }

    @Override
    public void writeNumber(int value) throws IOException {
        trail.scalar(INTEGER);
        delegate.writeNumber(value);
    }

    @Override
    public void writeNumber(long value) throws IOException {
        trail.scalar(INTEGER);
        delegate.writeNumber(value);
    }

    @Override
    public void writeNumber(BigInteger value) throws IOException {
        trail.scalar(INTEGER);
        delegate.writeNumber(value);
    }

    @Override
    public void writeNumber(BigDecimal value) throws IOException {
        trail.scalar(FLOAT);
        delegate.writeNumber(value);
    }

    @Override
    public void writeNumber(String value) throws IOException {
        trail.scalar(FLOAT);
        delegate.writeNumber(value);
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        trail.scalar(BOOLEAN);
        delegate.writeBoolean(value);
    }

    @Override
    public void writeNull() throws IOException {
        trail.scalar(NULL);
        delegate.writeNull();
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
        trail.scalar(BINARY);
        delegate.writeBinary(variant, data, offset, length);
    }

    @Override
    public void writeStartObject() throws IOException {
        trail.startObject(null);
        try {
            delegate.writeStartObject();
        } catch (StreamConstraintsException e) {
            throw Nesting.refusal(this);
        }
    }

    @Override
    public void writeStartObject(Object value) throws IOException {
        trail.startObject(value);
        try {
            delegate.writeStartObject(value);
        } catch (StreamConstraintsException e) {
            throw Nesting.refusal(this);
        }
    }

    @Override
    public void writeStartObject(Object value, int size) throws IOException {
        trail.startObject(value);
        try {
            delegate.writeStartObject(value, size);
        } catch (StreamConstraintsException e) {
            throw Nesting.refusal(this);
        }
    }

    @Override
    public void writeStartArray() throws IOException {
        trail.startArray(null);
        try {
            delegate.writeStartArray();
        } catch (StreamConstraintsException e) {
            throw Nesting.refusal(this);
        }
    }

    @Override
    public void writeStartArray(int size) throws IOException {
        trail.startArray(null);
        try {
            delegate.writeStartArray();
        } catch (StreamConstraintsException e) {
            throw Nesting.refusal(this);
        }
    }

    @Override
    public void writeStartArray(Object value) throws IOException {
        trail.startArray(value);
        try {
            delegate.writeStartArray(value);
        } catch (StreamConstraintsException e) {
            throw Nesting.refusal(this);
        }
    }

    @Override
    public void writeStartArray(Object value, int size) throws IOException {
        trail.startArray(value);
        try {
            delegate.writeStartArray(value, size);
        } catch (StreamConstraintsException e) {
            throw Nesting.refusal(this);
        }
    }

    @Override
    public void writeEndObject() throws IOException {
        trail.end();
        delegate.writeEndObject();
    }

    @Override
    public void writeEndArray() throws IOException {
        trail.end();
        delegate.writeEndArray();
    }

    /** Writes a reference that a serializer of the application has buffered. */
    @Override
    public void writeEmbeddedObject(Object value) throws IOException {
        if (value instanceof ReferenceSlot slot) {
            writeReference(slot.target());
        } else {
            super.writeEmbeddedObject(value);
        }
    }

    @Override
    public void writePOJO(Object value) throws IOException {
        if (value instanceof ReferenceSlot slot) {
            writeReference(slot.target());
        } else {
            super.writePOJO(value);
        }
    }

    @Override
    public void writeObject(Object value) throws IOException {
        writePOJO(value);
    }
}
