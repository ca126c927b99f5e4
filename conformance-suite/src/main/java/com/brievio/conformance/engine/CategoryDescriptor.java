package com.brievio.conformance.engine;

import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A category of checks in the test tree. */
final class CategoryDescriptor extends AbstractTestDescriptor {
    CategoryDescriptor(UniqueId parent, String category) {
        super(parent.append("category", category), category);
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }
}
