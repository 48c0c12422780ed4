package io.nodememory.kernel.symbols.dwarf;

import java.util.Arrays;

/**
 * The layout of one kind of entry in a unit: tag, attributes and forms. Derived from these, once for all such entries: the way to
 * step over an entry, and the places of its name and type.
 */
final class Abbreviation {
    /** The steps over values: a number of bytes, or one of these constants for a value without a fixed size. */
    static final int STEP_LEB128 = -1;

    static final int STEP_BLOCK_LEB128 = -2;
    static final int STEP_STRING = -3;
    static final int STEP_BLOCK1 = -4;
    static final int STEP_BLOCK2 = -5;
    static final int STEP_BLOCK4 = -6;
    static final int STEP_INDIRECT = -7;

    int tag;
    boolean children;
    int count;
    int[] attributes = new int[12];
    int[] forms = new int[12];
    long[] implicitValues = new long[12];

    /** Bytes of all attributes, -1 if that varies from entry to entry. */
    int fixedSize;

    int[] steps = new int[12];
    int stepCount;

    /** Bytes from the first attribute to the name and to the type, -1 if the entry has none or that varies. */
    int nameAt;

    int nameForm;
    int typeAt;
    int typeForm;
    boolean named;
    boolean typed;
    boolean declaration;

    void begin(int newTag, boolean hasChildren) {
        tag = newTag;
        children = hasChildren;
        count = 0;
        fixedSize = 0;
        stepCount = 0;
        nameAt = -1;
        typeAt = -1;
        named = false;
        typed = false;
        declaration = false;
    }

    void add(int attribute, int form, long implicitValue, Encoding encoding) {
        if (count == attributes.length) {
            attributes = Arrays.copyOf(attributes, count * 2);
            forms = Arrays.copyOf(forms, count * 2);
            implicitValues = Arrays.copyOf(implicitValues, count * 2);
            steps = Arrays.copyOf(steps, count * 2);
        }
        attributes[count] = attribute;
        forms[count] = form;
        implicitValues[count++] = implicitValue;
        switch (attribute) {
            case Dwarf.AT_NAME -> {
                named = true;
                nameAt = fixedSize;
                nameForm = form;
            }
            case Dwarf.AT_TYPE -> {
                typed = true;
                typeAt = fixedSize;
                typeForm = form;
            }
            case Dwarf.AT_DECLARATION -> declaration = true;
            default -> {}
        }
        step(encoding.step(form));
    }

    private void step(int step) {
        if (step >= 0) {
            fixedSize = fixedSize < 0 ? -1 : fixedSize + step;
            if (stepCount > 0 && steps[stepCount - 1] >= 0) {
                steps[stepCount - 1] += step;
                return;
            }
        } else {
            fixedSize = -1;
        }
        steps[stepCount++] = step;
    }
}
