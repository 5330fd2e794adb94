#include "cmdlets/format/formatter.hpp"

namespace kestrun::cmdlets {

Formatter::Formatter(Context& context, PrintOptions options, LineSink line)
    : printer_(options, std::move(line)), generator_(context, FormatRequest{}, printer_)
{
}

void Formatter::push(const Value& item) { generator_.push(item); }

void Formatter::finish()
{
    generator_.finish();
    printer_.finish();
}

PrintOptions host_print_options(Context& context, bool color)
{
    const int width = context.host().width();
    return width > 0 ? PrintOptions{width, color} : PrintOptions{80, color, INT32_MAX / 2};
}

void format_objects(Context& context, std::span<const Value> items, int width, const LineSink& line)
{
    Formatter formatter(context, PrintOptions{width, false}, line);
    for (const Value& item : items) formatter.push(item);
    formatter.finish();
}

namespace {

std::string rendering(Context& context)
{
    const Value style = context.get_variable("PSStyle");
    return style.is_null() ? "Host" : property_text(style, "OutputRendering");
}

class DefaultDisplay final : public engine::DisplayFormatter
{
public:
    explicit DefaultDisplay(Context& context)
        : context_(context), formatter_(context, host_print_options(context, use_color(context)),
                                        [this](std::string_view line) { context_.host().write_line(line); })
    {
    }
    void push(const Value& item) override
    {
        // Errors, warnings and their kin that reach the display by redirection go where the host shows them.
        if (const auto* record = item.as<ErrorRecord>(); record && !as_packet(item)) {
            context_.host().write_error_line(engine::error_text(context_, *record));
            return;
        }
        formatter_.push(item);
    }
    void finish() override { formatter_.finish(); }

private:
    Context& context_;
    Formatter formatter_;
};

} // namespace

bool use_color(Context& context) { return context.host().supports_color() && rendering(context) != "PlainText"; }

bool color_in_text(Context& context) { return rendering(context) == "Ansi"; }

std::unique_ptr<engine::DisplayFormatter> make_default_display(Context& context) { return std::make_unique<DefaultDisplay>(context); }

} // namespace kestrun::cmdlets
