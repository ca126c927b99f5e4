/** What a kind of provider declares of itself: settings, names of models, how it is connected. */
@NullMarked
package com.brievio.proxy.provider;

import org.jspecify.annotations.NullMarked;
