package com.brievio.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import org.junit.jupiter.api.Test;

/** Memory in flight is counted, and what is too much is refused at once. */
class MemoryBudgetTest {
    private static final long MIB = 1024 * 1024;

    @Test
    void whatGoesBeyondIsA503ThatSaysToComeBack() {
        MemoryBudget budget = new MemoryBudget(10 * MIB);
        MemoryBudget.Holding first = budget.open();
        first.grow(6 * MIB);
        MemoryBudget.Holding second = budget.open();
        ApiException full = catchThrowableOfType(ApiException.class, () -> second.grow(5 * MIB));
        assertThat(full.error().status()).isEqualTo(503);
        assertThat(full.error().headers()).containsEntry("retry-after", "1");
        assertThat(full.error().message()).contains("ask again");
        assertThat(budget.held()).isEqualTo(6 * MIB);
    }

    @Test
    void whatNeverFitsSaysThatTheHeapIsTooSmall() {
        ApiException full =
                catchThrowableOfType(
                        ApiException.class, () -> new MemoryBudget(MIB).open().grow(2 * MIB));
        assertThat(full.error().message()).contains("-Xmx1g");
    }

    @Test
    void smallHoldingsAreAlwaysGranted() {
        MemoryBudget budget = new MemoryBudget(MIB);
        budget.open().grow(MIB);
        budget.open().grow(1000);
        assertThat(budget.held()).isEqualTo(MIB + 1000);
    }

    @Test
    void allComesBack() {
        MemoryBudget budget = new MemoryBudget(10 * MIB);
        MemoryBudget.Holding holding = budget.open();
        holding.grow(4 * MIB);
        holding.shrink(MIB);
        assertThat(budget.held()).isEqualTo(MIB);
        holding.close();
        holding.close();
        assertThat(budget.held()).isZero();
    }
}
