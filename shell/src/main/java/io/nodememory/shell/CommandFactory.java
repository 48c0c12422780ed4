package io.nodememory.shell;

import io.nodememory.shell.runtime.Output;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.StandardOutput;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Creates commands. A command whose constructor takes an {@link Output} gets that of the process. */
final class CommandFactory implements IFactory {
    private final Output output;

    CommandFactory(StandardOutput out, Screen screen) {
        this.output = new Output(out, screen);
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Output.class) {
                return type.cast(constructor.newInstance(output));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
