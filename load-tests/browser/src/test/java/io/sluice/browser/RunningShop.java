package io.sluice.browser;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands one browser and one system to all test classes: both take longer to start than most tests to run. Thread-safe. */
final class RunningShop implements ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(RunningShop.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == Chromium.class || type == ShopSystem.class;
    }

    /** The store closes both at the very end. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        ExtensionContext.Store store = test.getRoot().getStore(HERE);
        return parameter.getParameter().getType() == Chromium.class
                ? store.computeIfAbsent(Chromium.class, type -> Chromium.launch(), Chromium.class)
                : store.computeIfAbsent(ShopSystem.class, type -> start(), ShopSystem.class);
    }

    private static ShopSystem start() {
        try {
            return ShopSystem.start();
        } catch (Exception e) {
            throw new ParameterResolutionException("the shop does not open", e);
        }
    }
}
