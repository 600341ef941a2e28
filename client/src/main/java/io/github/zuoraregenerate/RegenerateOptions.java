package io.github.zuoraregenerate;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one call asks for beyond its document. Immutable. Nothing is sent that was not set, but an idempotency key,
 * which the client creates, and {@code Accept-Encoding: gzip}. The rules of the contract are checked when the call is
 * made, all together.
 */
public final class RegenerateOptions {

    private static final RegenerateOptions NONE = builder().build();

    private final @Nullable Boolean onlyReSend;
    private final @Nullable Boolean reMigrate;
    private final @Nullable String idempotencyKey;
    private final boolean repetition;
    private final boolean keyRotationAllowed;
    private final Consumer<String> keyRecorder;
    private final @Nullable String trackId;
    private final @Nullable String entityId;
    private final List<String> orgIds;
    private final @Nullable String zuoraVersion;

    private RegenerateOptions(Builder builder) {
        onlyReSend = builder.onlyReSend;
        reMigrate = builder.reMigrate;
        idempotencyKey = builder.idempotencyKey;
        repetition = builder.repetition;
        keyRotationAllowed = builder.keyRotationAllowed;
        keyRecorder = builder.keyRecorder;
        trackId = builder.trackId;
        entityId = builder.entityId;
        orgIds = builder.orgIds;
        zuoraVersion = builder.zuoraVersion;
    }

    /** Nothing is set. */
    public static RegenerateOptions none() {
        return NONE;
    }

    /** Starts with nothing set. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@link Builder#onlyReSend(boolean)}, empty if not set. */
    public Optional<Boolean> onlyReSend() {
        return Optional.ofNullable(onlyReSend);
    }

    /** {@link Builder#reMigrate(boolean)}, empty if not set. */
    public Optional<Boolean> reMigrate() {
        return Optional.ofNullable(reMigrate);
    }

    /** {@link Builder#idempotencyKey(String)} or {@link Builder#repeating(String)}, empty if not set. */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Whether the key was set by {@link Builder#repeating(String)}. */
    public boolean isRepetition() {
        return repetition;
    }

    /** {@link Builder#allowKeyRotation(boolean)}. */
    public boolean isKeyRotationAllowed() {
        return keyRotationAllowed;
    }

    /** {@link Builder#keyRecorder(Consumer)}. */
    public Consumer<String> keyRecorder() {
        return keyRecorder;
    }

    /** {@link Builder#trackId(String)}, empty if not set. */
    public Optional<String> trackId() {
        return Optional.ofNullable(trackId);
    }

    /** {@link Builder#entityId(String)}, empty if not set. */
    public Optional<String> entityId() {
        return Optional.ofNullable(entityId);
    }

    /** {@link Builder#orgIds(List)}, empty if not set. */
    public List<String> orgIds() {
        return orgIds;
    }

    /** {@link Builder#zuoraVersion(String)}, empty if not set. */
    public Optional<String> zuoraVersion() {
        return Optional.ofNullable(zuoraVersion);
    }

    /** Collects options. Not safe for several threads. */
    public static final class Builder {

        private @Nullable Boolean onlyReSend;
        private @Nullable Boolean reMigrate;
        private @Nullable String idempotencyKey;
        private boolean repetition;
        private boolean keyRotationAllowed;
        private Consumer<String> keyRecorder = key -> {};
        private @Nullable String trackId;
        private @Nullable String entityId;
        private List<String> orgIds = List.of();
        private @Nullable String zuoraVersion;

        private Builder() {}

        /**
         * True: send the existing rows to Revenue again without overwriting them. Never true together with
         * {@link #reMigrate(boolean)}. Absent by default.
         */
        public Builder onlyReSend(boolean onlyReSend) {
            this.onlyReSend = onlyReSend;
            return this;
        }

        /**
         * True: overwrite the existing rows. Never true together with {@link #onlyReSend(boolean)}. Absent by default.
         */
        public Builder reMigrate(boolean reMigrate) {
            this.reMigrate = reMigrate;
            return this;
        }

        /**
         * A key of your own for a first request, 1 to 254 characters. By default the client creates a random UUID per
         * call. After a definite failure that might pass later, the client stops rather than change your key, unless
         * {@link #allowKeyRotation(boolean)} allows it.
         */
        public Builder idempotencyKey(String idempotencyKey) {
            this.idempotencyKey = idempotencyKey;
            this.repetition = false;
            return this;
        }

        /**
         * The key of an earlier request for the same document with the same flags whose outcome is unknown, not older
         * than 24 hours. The call repeats that request, and only an answer of the operation itself ends the doubt.
         */
        public Builder repeating(String idempotencyKey) {
            this.idempotencyKey = idempotencyKey;
            this.repetition = true;
            return this;
        }

        /**
         * Whether the client may replace your key after a definite failure that might pass later. False by default.
         * New keys are derived from yours: the same key gives the same sequence.
         */
        public Builder allowKeyRotation(boolean allowed) {
            this.keyRotationAllowed = allowed;
            return this;
        }

        /**
         * Called with each key before the first byte of the first request with it is sent, on the thread that sends.
         * An exception from it ends the call, and nothing is sent with that key. Does nothing by default.
         */
        public Builder keyRecorder(Consumer<String> keyRecorder) {
            this.keyRecorder = keyRecorder;
            return this;
        }

        /** Your own id of the request: at most 64 ASCII characters, none of {@code : ; " '}. Absent by default. */
        public Builder trackId(String trackId) {
            this.trackId = trackId;
            return this;
        }

        /** One entity id, for Multi-entity tenants. Absent by default. */
        public Builder entityId(String entityId) {
            this.entityId = entityId;
            return this;
        }

        /**
         * Organization ids, for Multi-Org tenants. Absent by default, which means all of the user's.
         *
         * @throws IllegalArgumentException if one holds a comma, which would make two of it
         */
        public Builder orgIds(List<String> orgIds) {
            for (String orgId : orgIds) {
                if (orgId.isEmpty() || orgId.indexOf(',') >= 0) {
                    throw new IllegalArgumentException("orgIds holds \"" + orgId + "\": must be one id each");
                }
            }
            this.orgIds = List.copyOf(orgIds);
            return this;
        }

        /** The API's minor version, for example {@code 2024-05-20}. Absent by default: the tenant's setting counts. */
        public Builder zuoraVersion(String zuoraVersion) {
            this.zuoraVersion = zuoraVersion;
            return this;
        }

        /** The options as collected so far. */
        public RegenerateOptions build() {
            return new RegenerateOptions(this);
        }
    }
}
