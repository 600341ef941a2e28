package io.github.zuoraregenerate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.ZuoraEnvironment;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TenantKindTest {

    @ParameterizedTest
    @CsvSource({
        "API_SANDBOX, 0, PT0S",
        "API_SANDBOX, 1, PT0S",
        "API_SANDBOX, 2500, PT0S",
        "API_SANDBOX, 2501, PT1M",
        "API_SANDBOX, 5000, PT1M",
        "API_SANDBOX, 5001, PT1H",
        "API_SANDBOX, 7501, PT1H1M",
        "API_SANDBOX, 10000, PT1H1M",
        "API_SANDBOX, 10001, P1D",
        "API_SANDBOX, 25000, P2DT1M",
        "PRODUCTION, 1000000, PT19M",
        "DEVELOPER_SANDBOX, 1000000, P19DT1H1M",
    })
    void leastTimeFollowsTheQuotas(TenantKind kind, long calls, Duration expected) {
        assertThat(kind.leastTime(calls)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(ZuoraEnvironment.class)
    void everyProductionEnvironmentHasTheQuotasOfProduction(ZuoraEnvironment environment) {
        assertThat(TenantKind.of(Optional.of(environment)).contains(TenantKind.PRODUCTION))
                .isEqualTo(environment.isProduction() || environment.name().contains("CENTRAL"));
    }

    @Test
    void unknownServerCanBeAny() {
        assertThat(TenantKind.of(Optional.empty())).containsExactly(TenantKind.values());
    }
}
