/** The module's one JSON mapper. Belongs here: how JSON is read and written. Nothing else. */
@NullMarked
package com.brievio.proxy.json;

import org.jspecify.annotations.NullMarked;
