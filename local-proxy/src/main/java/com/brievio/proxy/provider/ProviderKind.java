package com.brievio.proxy.provider;

import com.brievio.proxy.Provider;
import java.util.List;

/**
 * What a kind of provider declares of itself, in its own folder: {@code --print-config}, the checks
 * of the configuration and the variables of the environment read it here.
 */
public interface ProviderKind {
    /** Returns the name, also that of the provider that needs no entry in the configuration. */
    String name();

    /** Returns the settings, in the order in which they are printed. */
    List<SettingRule> settings();

    /** Returns whether a provider of another name than its kind must say where it is. */
    default boolean needsAddress() {
        return false;
    }

    /** Returns whether the user has set it up: an address or a key. Asks nobody. */
    default boolean isSetUp(Provider provider, Surroundings surroundings) {
        return provider.isSet(Provider.BASE_URL) || provider.isSet(Provider.KEY);
    }

    /** Says in a few words where its credentials come from; names, never values. */
    default String credentials(Provider provider) {
        String source = provider.keySource();
        return source == null ? "the client's own key" : source;
    }
}
