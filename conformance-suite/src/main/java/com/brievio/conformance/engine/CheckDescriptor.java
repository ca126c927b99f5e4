package com.brievio.conformance.engine;

import com.brievio.conformance.check.Check;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A check in the test tree. */
final class CheckDescriptor extends AbstractTestDescriptor {
    private final Check check;

    CheckDescriptor(UniqueId parent, Check check) {
        super(parent.append("check", check.id()), check.id() + ": " + check.title());
        this.check = check;
    }

    Check check() {
        return check;
    }

    @Override
    public Type getType() {
        return Type.TEST;
    }
}
