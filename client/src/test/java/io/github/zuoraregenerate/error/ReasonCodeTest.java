package io.github.zuoraregenerate.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonCodeTest {

    @ParameterizedTest
    @EnumSource(ReasonCategory.class)
    void lastTwoOfEightDigitsAreTheCategory(ReasonCategory category) {
        assertThat(ReasonCode.of("587302" + category.number()).category()).contains(category);
        assertThat(ReasonCode.of(58730200L + category.number()).category()).contains(category);
    }

    @ParameterizedTest
    @CsvSource({
        "00000010, PERMISSION_DENIED",
        "99999999, INTEGRATION_ERROR",
        "90000011, AUTHENTICATION_FAILED",
        "50000070, REQUEST_LIMIT",
        "70, REQUEST_LIMIT"
    })
    void everyResourceAndTheBareSeventyHaveACategory(String code, ReasonCategory category) {
        assertThat(ReasonCode.of(code).category()).contains(category);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "070",
                "70 ",
                "+70",
                "50",
                "10",
                "5873022",
                "587302220",
                "5873022A",
                "/8730222",
                ":8730222",
                "5873022/",
                "5873022:",
                "-5873022",
                "5.873022",
                "5.3E7",
                "5.310032E7",
                "5310032E7",
                "53100320.0",
                " 5873022",
                "٥٨٧٣٠٢٢٢",
                "58730200",
                "58730209",
                "58730212",
                "58730224",
                "58730262",
                "58730298",
                "SystemError",
                "ObjectNotFound",
                "REQUEST_EXCEEDED_LIMIT"
            })
    void anythingElseHasNone(String code) {
        assertThat(ReasonCode.of(code).category()).isEmpty();
        assertThat(new ReasonCode(code, true).category()).isEmpty();
    }

    @Test
    void showsWhatTheServerWrote() {
        assertThat(ReasonCode.of("58730222")).hasToString("58730222").isNotEqualTo(ReasonCode.of(58730222));
        assertThat(ReasonCode.of(53100320)).hasToString("53100320").isEqualTo(new ReasonCode("53100320", true));
        assertThat(new ReasonCode("5.3E7", true)).hasToString("5.3E7");
    }

    @ParameterizedTest
    @CsvSource({"9", "0", "-10", "12", "100", "1010"})
    void undocumentedNumberIsNoCategory(int number) {
        assertThat(ReasonCategory.ofNumber(number)).isEmpty();
    }

    @Test
    void reasonShowsCodeMeaningAndWords() {
        assertThat(new ErrorReason(Optional.of(ReasonCode.of("58730222")), "A field is missing."))
                .hasToString("58730222 (missing field): A field is missing.");
        assertThat(new ErrorReason(Optional.of(ReasonCode.of("SystemError")), ""))
                .hasToString("SystemError");
        assertThat(new ErrorReason(Optional.empty(), "Authentication error"))
                .hasToString("no code: Authentication error");
    }

    @ParameterizedTest
    @CsvSource({"499, 499", "500, 500", "501, 500", "100000, 500"})
    void longMessageOfTheServerIsCut(int length, int kept) {
        ErrorReason reason = new ErrorReason(Optional.empty(), "x".repeat(length));

        assertThat(reason.message()).hasSize(kept);
        assertThat(reason.message().endsWith("…")).isEqualTo(length > 500);
    }

    @Test
    void reasonWithoutCodeHasNoCategory() {
        assertThat(new ErrorReason(Optional.empty(), "70").category()).isEmpty();
        assertThat(new ErrorReason(Optional.of(ReasonCode.of(70)), "").category())
                .contains(ReasonCategory.REQUEST_LIMIT);
    }
}
