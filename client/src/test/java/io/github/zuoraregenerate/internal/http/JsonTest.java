package io.github.zuoraregenerate.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.BillingTransactionResponse;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.generated.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void nullsAreNotSent() throws Exception {
        assertThat(Json.writerFor(BillingTransactionRequest.class)
                        .writeValueAsString(new BillingTransactionRequest()
                                .number("CM00000001")
                                .type(DocumentType.CREDIT_MEMO)))
                .isEqualTo("{\"type\":\"CreditMemo\",\"number\":\"CM00000001\"}");
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        BillingTransactionResponse response =
                response("{\"new\":{\"a\":[1]},\"success\":true,\"idList\":[\"a\"],\"other\":null}");

        assertThat(response.getSuccess()).isTrue();
        assertThat(response.getIdList()).isEqualTo(List.of("a"));
    }

    @Test
    void opaqueIdMayBeANumber() throws Exception {
        assertThat(response("{\"idList\":[1,2.5,true,\"a\"]}").getIdList()).isEqualTo(List.of("1", "2.5", "true", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "\"false\"", "1", "0", "\"\"", "\" \"", "null"})
    void successIsABooleanOrAbsent(String value) throws Exception {
        assertThat(response("{\"success\":" + value + "}").getSuccess()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\":true}}",
                "{\"success\":true} {}",
                "{\"success\":true} x",
                "{\"success\":true,\"success\":true}",
                "{\"success\":false,\"success\":true}",
                "{\"success\":true",
                "{\"success\":tru}",
                "{success:true}",
                "{'success':true}",
                "{\"success\":true,}",
                "{\"success\":true /* really */}"
            })
    void whatIsNotExactlyOneJsonValueIsRefused(String body) {
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> response(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "53100320|53100320|true|53100320",
                "\"58730222\"|58730222|false|\"58730222\"",
                "70|70|true|70",
                "5.3E7|5.3E7|true|5.3E7",
                "53100320.0|53100320.0|true|53100320.0",
                "-1|-1|true|-1",
                "123456789012345678901234567890|123456789012345678901234567890|true|123456789012345678901234567890",
                "\"SystemError\"|SystemError|false|\"SystemError\"",
                "true|VALUE_TRUE|false|\"VALUE_TRUE\"",
                "{\"a\":[1]}|START_OBJECT|false|\"START_OBJECT\"",
                "[[70]]|START_ARRAY|false|\"START_ARRAY\""
            })
    void codeKeepsWhatTheServerWrote(String written, String value, boolean number, String writtenAgain)
            throws Exception {
        Reason reason = Json.readerFor(Reason.class).readValue("{\"code\":" + written + ",\"message\":\"m\"}");

        assertThat(reason.getCode()).isEqualTo(new ReasonCode(value, number));
        assertThat(reason.getMessage()).isEqualTo("m");
        assertThat(Json.writerFor(ReasonCode.class).writeValueAsString(reason.getCode()))
                .isEqualTo(writtenAgain);
    }

    private static BillingTransactionResponse response(String body) throws JsonProcessingException {
        return Json.readerFor(BillingTransactionResponse.class).readValue(body);
    }
}
