package io.github.zuoraregenerate.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.github.zuoraregenerate.error.ReasonCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The only ObjectMapper: sends no nulls, ignores unknown fields, and takes nothing for what it is not. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A body that is JSON only up to a point is a body that was cut or is not Zuora's.
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // An opaque id or a message may be a number; only success must be exactly what it claims to be.
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.TryConvert)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.TryConvert)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.TryConvert))
            // "true" and 1 are not true, and "" is nothing: as if they were absent.
            .withCoercionConfig(
                    LogicalType.Boolean,
                    config -> config.setCoercion(CoercionInputShape.String, CoercionAction.AsNull)
                            .setCoercion(CoercionInputShape.EmptyString, CoercionAction.AsNull)
                            .setCoercion(CoercionInputShape.Integer, CoercionAction.AsNull))
            .withCoercionConfig(
                    LogicalType.POJO,
                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.AsNull))
            .withCoercionConfig(
                    LogicalType.Collection,
                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.AsNull))
            .addModule(new SimpleModule()
                    .addDeserializer(ReasonCode.class, new ReasonCodeReader())
                    .addSerializer(ReasonCode.class, new ReasonCodeWriter()))
            .build();

    private Json() {}

    /** A prepared reader. */
    public static ObjectReader readerFor(Class<?> type) {
        return MAPPER.readerFor(type);
    }

    /** A prepared reader to which a value of another type than the contract's is as good as absent. */
    static ObjectReader tolerantReaderFor(Class<?> type) {
        return MAPPER.readerFor(type).withHandler(new OtherTypesAreAbsent());
    }

    /** A prepared writer. */
    static ObjectWriter writerFor(Class<?> type) {
        return MAPPER.writerFor(type);
    }

    /** The value as it would be sent, on one line. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    private static final class OtherTypesAreAbsent extends DeserializationProblemHandler {

        @Override
        public @Nullable Object handleUnexpectedToken(
                DeserializationContext context, JavaType type, JsonToken token, JsonParser parser, String failure)
                throws IOException {
            parser.skipChildren();
            return null;
        }

        @Override
        public @Nullable Object handleMissingInstantiator(
                DeserializationContext context,
                Class<?> type,
                ValueInstantiator instantiator,
                JsonParser parser,
                String failure)
                throws IOException {
            parser.skipChildren();
            return null;
        }
    }

    @SuppressWarnings("serial")
    private static final class ReasonCodeReader extends JsonDeserializer<ReasonCode> {

        @Override
        public ReasonCode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
                return new ReasonCode(parser.getText(), token.isNumeric());
            }
            // A shape nobody documented must not cost the reasons around it.
            String kind = token.name();
            parser.skipChildren();
            return ReasonCode.of(kind);
        }
    }

    @SuppressWarnings("serial")
    private static final class ReasonCodeWriter extends JsonSerializer<ReasonCode> {

        @Override
        public void serialize(ReasonCode code, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            if (code.number()) {
                generator.writeNumber(code.value());
            } else {
                generator.writeString(code.value());
            }
        }
    }
}
