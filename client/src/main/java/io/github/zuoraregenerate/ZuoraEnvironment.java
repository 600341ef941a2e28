package io.github.zuoraregenerate;

/**
 * The servers of Zuora's REST API, as the contract lists them. A tenant with a server of its own uses
 * {@link RegenerateClientBuilder#baseUrl(String)}.
 */
public enum ZuoraEnvironment {
    /** US Developer &amp; Central Sandbox. */
    US_CENTRAL_SANDBOX("https://rest.test.zuora.com", false),
    /** US API Sandbox, Cloud 1. */
    US_API_SANDBOX_CLOUD_1("https://rest.sandbox.na.zuora.com", false),
    /** US API Sandbox, Cloud 2. */
    US_API_SANDBOX_CLOUD_2("https://rest.apisandbox.zuora.com", false),
    /** US Production, Cloud 1. */
    US_PRODUCTION_CLOUD_1("https://rest.na.zuora.com", true),
    /** US Production, Cloud 2. */
    US_PRODUCTION_CLOUD_2("https://rest.zuora.com", true),
    /** EU Developer &amp; Central Sandbox. */
    EU_CENTRAL_SANDBOX("https://rest.test.eu.zuora.com", false),
    /** EU API Sandbox. */
    EU_API_SANDBOX("https://rest.sandbox.eu.zuora.com", false),
    /** EU Production. */
    EU_PRODUCTION("https://rest.eu.zuora.com", true),
    /** APAC Developer &amp; Central Sandbox; in the newer reference only. */
    APAC_CENTRAL_SANDBOX("https://rest.test.ap.zuora.com", false),
    /** APAC Production; in the newer reference only. */
    APAC_PRODUCTION("https://rest.ap.zuora.com", true);

    private final String baseUrl;
    private final boolean production;

    ZuoraEnvironment(String baseUrl, boolean production) {
        this.baseUrl = baseUrl;
        this.production = production;
    }

    /** Scheme and host, without a slash at the end. */
    public String baseUrl() {
        return baseUrl;
    }

    /** Whether its data is a company's real data. */
    public boolean isProduction() {
        return production;
    }
}
