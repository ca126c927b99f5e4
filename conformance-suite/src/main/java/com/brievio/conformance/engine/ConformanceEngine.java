package com.brievio.conformance.engine;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.RunListener;
import com.brievio.conformance.check.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Runs checks on the JUnit Platform. Handed to the launcher by instance: ids are permanent and the
 * metadata is typed, which no scanning engine offers.
 */
final class ConformanceEngine implements TestEngine {
    static final String ID = "brievio";

    private final List<Check> checks;
    private final Function<Check, Outcome> judge;
    private final RunListener progress;
    private final Consumer<Outcome> outcomes;

    ConformanceEngine(
            List<Check> checks,
            Function<Check, Outcome> judge,
            RunListener progress,
            Consumer<Outcome> outcomes) {
        this.checks = List.copyOf(checks);
        this.judge = judge;
        this.progress = progress;
        this.outcomes = outcomes;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        EngineDescriptor root = new EngineDescriptor(uniqueId, "brievio conformance");
        Map<String, CategoryDescriptor> categories = new LinkedHashMap<>();
        for (Check check : checks) {
            CategoryDescriptor category =
                    categories.computeIfAbsent(
                            check.category(),
                            name -> {
                                CategoryDescriptor made = new CategoryDescriptor(uniqueId, name);
                                root.addChild(made);
                                return made;
                            });
            category.addChild(new CheckDescriptor(category.getUniqueId(), check));
        }
        return root;
    }

    @Override
    public void execute(ExecutionRequest request) {
        EngineExecutionListener listener = request.getEngineExecutionListener();
        TestDescriptor root = request.getRootTestDescriptor();
        listener.executionStarted(root);
        for (TestDescriptor category : root.getChildren()) {
            listener.executionStarted(category);
            for (TestDescriptor child : category.getChildren()) {
                if (child instanceof CheckDescriptor descriptor) {
                    run(descriptor, listener);
                }
            }
            listener.executionFinished(category, TestExecutionResult.successful());
        }
        listener.executionFinished(root, TestExecutionResult.successful());
    }

    private void run(CheckDescriptor descriptor, EngineExecutionListener listener) {
        Check check = descriptor.check();
        listener.executionStarted(descriptor);
        progress.waiting(check.category(), check.id());
        Outcome outcome = judge.apply(check);
        outcomes.accept(outcome);
        progress.judged(outcome);
        listener.executionFinished(descriptor, result(outcome));
    }

    private static TestExecutionResult result(Outcome outcome) {
        return switch (outcome.status()) {
            case PASS, WARN, INFO -> TestExecutionResult.successful();
            case FAIL ->
                    TestExecutionResult.failed(
                            new AssertionFailedError(
                                    outcome.message(), outcome.expected(), outcome.actual()));
            case ERROR -> TestExecutionResult.failed(new IllegalStateException(outcome.message()));
            case INCONCLUSIVE, UNSUPPORTED, SKIP ->
                    TestExecutionResult.aborted(new TestAbortedException(outcome.message()));
        };
    }
}
