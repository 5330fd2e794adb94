// Out-Null, Out-Default, Out-Host: where pipelines end.
#include "cmdlets/format/formatter.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PInput,
    PSecond,
};
constexpr ParameterDef out_null_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull}};
constexpr ParameterDef out_default_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Transcript", .type = "switch"},
};
constexpr ParameterDef out_host_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Paging", .type = "switch", .help = "Accepted; output is never held back page by page."},
};

struct OutNull final : Cmdlet
{
};

struct OutDefault final : Cmdlet
{
    void begin() override { display_ = make_default_display(context()); }
    void process() override
    {
        if (has(PInput)) display_->push(arg(PInput));
    }
    void end() override { display_->finish(); }

private:
    std::unique_ptr<engine::DisplayFormatter> display_;
};

constexpr CmdletDef rows[] = {
    {.name = "Out-Null", .synopsis = "Throws its input away.", .parameters = out_null_parameters, .make = make_cmdlet<OutNull>},
    {.name = "Out-Default",
     .synopsis = "Shows objects on the host in their default form.",
     .parameters = out_default_parameters,
     .make = make_cmdlet<OutDefault>},
    {.name = "Out-Host",
     .synopsis = "Shows objects on the host.",
     .parameters = out_host_parameters,
     .make = make_cmdlet<OutDefault>,
     .aliases = "oh"},
};

} // namespace

constinit const CmdletTable out_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
